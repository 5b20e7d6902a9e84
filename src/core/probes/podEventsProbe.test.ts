import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observe } from '../testing/scriptedCluster.ts';
import { requestOf } from './defineProbe.ts';
import { podEventsProbe } from './podEventsProbe.ts';

const request = requestOf(podEventsProbe, { namespace: 'shop', pod: 'web-0', uid: 'u-1' }, 'why');

function parse(answer: string): ReturnType<typeof podEventsProbe.parse> {
  return podEventsProbe.parse(observe(request, answer));
}

describe('podEventsProbe', () => {
  it('asks for the events of this pod alone', () => {
    expect(request.action).toEqual({
      kind: 'read',
      path: '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.kind%3DPod%2CinvolvedObject.name%3Dweb-0%2CinvolvedObject.uid%3Du-1',
    });
  });

  it('puts the newest first, whichever of its times an event has', () => {
    const items = [
      { reason: 'Pulled', type: 'Normal', message: 'a', lastTimestamp: '2026-01-01T00:00:01Z' },
      {
        reason: 'Unhealthy',
        type: 'Warning',
        message: 'b',
        series: { lastObservedTime: '2026-01-01T00:00:09Z' },
      },
      { reason: 'FailedScheduling', type: 'Warning', message: 'c', eventTime: '2026-01-01T00:00:05Z' },
    ];
    const { value, errors } = parse(JSON.stringify({ items }));
    expect(errors).toEqual([]);
    expect(value?.map(({ reason }) => reason)).toEqual(['Unhealthy', 'FailedScheduling', 'Pulled']);
  });

  it('names what it cannot read, and never throws', () => {
    expect(parse('{"items":[7]}')).toEqual({ value: [], errors: ['1 events could not be read'] });
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parse(text)));
  });
});
