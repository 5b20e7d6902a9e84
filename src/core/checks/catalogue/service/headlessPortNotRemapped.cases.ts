import { servicePort, slicesFor } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { client, healthyShop, web, web0 } from '../../testing/shop.ts';
import { behind } from '../../testing/subjects.ts';
import { headlessPortNotRemapped } from './headlessPortNotRemapped.ts';

const headless = { ...web, headless: true, clusterIPs: [] };
const parts = { ...healthyShop, services: [headless], endpointSlices: slicesFor(headless, [web0]) };
const [slice] = parts.endpointSlices;
const named = {
  ...parts,
  endpointSlices:
    slice === undefined
      ? []
      : [{ ...slice, endpoints: slice.endpoints.map((own) => ({ ...own, hostname: 'web-0' })) }],
};
const refusedFrom = [{ namespace: 'shop', pod: client.name, container: 'app' }];
const same = { ...headless, ports: [servicePort(8080, 8080)] };

export const cases = casesOf(headlessPortNotRemapped, [
  {
    title: 'the Service’s port, refused, while the pod’s answers',
    parts,
    subject: { ...behind(headless, web0, 80), refusedFrom },
    expected: 'finding',
    certainty: 'proven',
    repair: '"path":"/spec/clusterIP"',
  },
  {
    title: 'pods that have names of their own by the Service',
    parts: named,
    subject: { ...behind(headless, web0, 80), refusedFrom },
    expected: 'finding',
    repair: 'kubectl expose service -n shop web --name=web-cluster --port=80 --target-port=8080',
  },
  {
    title: 'sockets where no connection could be tried',
    parts,
    subject: behind(headless, web0, 80),
    expected: 'finding',
  },
  {
    title: 'a pod that serves on neither',
    parts,
    subject: { ...behind(headless, web0, 80), refusedFrom },
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'pass',
  },
  {
    title: 'a pod that listens on both',
    parts,
    subject: behind(headless, web0, 80),
    behaviour: { listens: { '10.244.1.10': ['0.0.0.0:80', '0.0.0.0:8080'] } },
    expected: 'pass',
  },
  {
    title: 'one number for both',
    parts: { ...parts, services: [same], endpointSlices: slicesFor(same, [web0]) },
    subject: { ...behind(same, web0, 8080), refusedFrom },
    expected: 'not-applicable',
  },
  {
    title: 'the pod’s own port',
    parts,
    subject: { ...behind(headless, web0, 8080), refusedFrom },
    expected: 'not-applicable',
  },
  {
    title: 'a Service with a cluster address',
    parts: healthyShop,
    subject: { ...behind(web, web0, 80), refusedFrom },
    expected: 'not-applicable',
  },
]);
