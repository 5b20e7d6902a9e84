import type { Service } from '../../../model/clusterSnapshot.ts';
import { slicesFor, type SnapshotParts } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { web, web0 } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { serviceInternalTrafficLocal } from './serviceInternalTrafficLocal.ts';

const local: Service = { ...web, internalTrafficPolicy: 'Local' };
const withPods = (...nodeNames: readonly string[]): SnapshotParts => {
  const pods = nodeNames.map((nodeName) => ({ ...web0, name: `web-${nodeName}`, nodeName }));
  return { pods, services: [local], endpointSlices: slicesFor(local, pods) };
};

export const cases = casesOf(serviceInternalTrafficLocal, [
  {
    title: 'endpoints on another node only',
    parts: withPods('n1'),
    subject: { ...served(local), sourceNode: 'n2' },
    expected: 'finding',
    certainty: 'proven',
    says: 'n2 has none of its 1 endpoints; they are on n1',
    repair: '{"spec":{"internalTrafficPolicy":"Cluster"}}',
  },
  {
    title: 'an endpoint on the source’s node too',
    parts: withPods('n1', 'n2'),
    subject: { ...served(local), sourceNode: 'n2' },
    expected: 'pass',
  },
  {
    title: 'no endpoint anywhere',
    parts: { services: [local] },
    subject: { ...served(local), sourceNode: 'n2' },
    expected: 'not-applicable',
  },
  {
    title: 'the policy Cluster',
    parts: withPods('n1'),
    subject: { ...served(web), sourceNode: 'n2' },
    expected: 'not-applicable',
  },
  {
    title: 'a source outside of the nodes',
    parts: withPods('n1'),
    subject: served(local),
    expected: 'skipped',
  },
]);
