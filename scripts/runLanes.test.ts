import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LaneTask, runLanes } from './runLanes.ts';

const never = new AbortController().signal;

/** Lanes of tasks, each written `name`, `name<other,another` for what it waits for, `name!` when it fails. */
function read(
  lanes: readonly string[],
  log: string[],
  onStart?: (name: string) => void,
): LaneTask<string>[][] {
  return lanes.map((lane) =>
    lane.split(' ').map((text) => {
      const [, name = '', fails, after] = /^([a-z]+)(!?)(?:<(.+))?$/.exec(text) ?? [];
      return {
        name,
        ...(after === undefined ? {} : { after: after.split(',') }),
        run: async () => {
          log.push(`${name} starts`);
          onStart?.(name);
          await new Promise(setImmediate);
          log.push(`${name} ends`);
          return { outcome: name, ok: fails === '' };
        },
      };
    }),
  );
}

describe('runLanes', () => {
  it('runs lanes side by side and the tasks of one lane one after the other', async () => {
    const log: string[] = [];
    await runLanes(read(['one two', 'three'], log), never);
    const at = (line: string): number => log.indexOf(line);
    expect(at('three starts')).toBeLessThan(at('one ends'));
    expect(at('one ends')).toBeLessThan(at('two starts'));
    expect(log).toHaveLength(6);
  });

  for (const [lanes, expected] of [
    [['one!', 'two<one'], ['one']],
    [
      ['one! two', 'three'],
      ['one', 'two', 'three'],
    ],
    [['one!', 'two<one', 'three<two'], ['one']],
    [
      ['one', 'two<one three'],
      ['one', 'two', 'three'],
    ],
  ] as const) {
    it(`of ${lanes.join(' | ')} runs ${expected.join(', ')}`, async () => {
      const outcomes = await runLanes(read(lanes, []), never);
      expect([...outcomes.keys()].sort()).toEqual([...expected].sort());
    });
  }

  it('starts nothing more once it is interrupted', async () => {
    const interruption = new AbortController();
    const outcomes = await runLanes(
      read(['one two', 'three<one'], [], () => {
        interruption.abort();
      }),
      interruption.signal,
    );
    expect([...outcomes.keys()]).toEqual(['one']);
  });

  for (const lanes of [['one<two', 'two<one'], ['one<nothing'], ['one<two two']]) {
    it(`refuses ${lanes.join(' | ')}`, async () => {
      await expect(runLanes(read(lanes, []), never)).rejects.toThrow('wait for ever');
    });
  }

  it('ends everything that one waits for before it starts that one', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const plan = fc.array(fc.record({ lane: fc.nat(2), after: fc.subarray([0, 1, 2, 3, 4, 5]) }), {
      minLength: 6,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(plan, async (tasks) => {
        const lanes = ['', '', ''];
        const waits = new Map<string, readonly string[]>();
        for (const [index, { lane, after }] of tasks.entries()) {
          // Only for earlier ones: no circles.
          const others = after.filter((other) => other < index).map((other) => names[other] ?? '');
          const text = `${names[index] ?? ''}${others.length === 0 ? '' : `<${others.join(',')}`}`;
          lanes[lane] = `${lanes[lane] ?? ''} ${text}`.trim();
          waits.set(names[index] ?? '', others);
        }
        const log: string[] = [];
        await runLanes(
          read(
            lanes.filter((lane) => lane !== ''),
            log,
          ),
          never,
        );
        expect(log).toHaveLength(12);
        for (const [name, others] of waits) {
          for (const other of others) {
            expect(log.indexOf(`${other} ends`)).toBeLessThan(log.indexOf(`${name} starts`));
          }
        }
      }),
    );
  });
});
