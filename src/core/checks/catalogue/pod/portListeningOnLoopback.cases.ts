import { casesOf } from '../../testing/checkCase.ts';
import { deployment, healthyShop, owned, web0, workloads } from '../../testing/shop.ts';
import { behind } from '../../testing/subjects.ts';
import { portListeningOnLoopback } from './portListeningOnLoopback.ts';

const listens = { '10.244.1.10': ['127.0.0.1:8080'] };

export const cases = casesOf(portListeningOnLoopback, [
  {
    title: 'a server told so by an argument',
    parts: { pods: [owned] },
    subject: behind(undefined, owned, 8080),
    behaviour: {
      ...workloads(deployment(1, { app: 'web' }, [{ name: 'app', args: ['--listen=127.0.0.1:8080'] }])),
      listens,
    },
    expected: 'finding',
  },
  {
    title: 'a server told so by a variable, beside the address of a neighbour',
    parts: { pods: [owned] },
    subject: behind(undefined, owned, 8080),
    behaviour: {
      ...workloads(
        deployment(1, { app: 'web' }, [
          {
            name: 'app',
            env: [
              { name: 'HOST', value: '127.0.0.1' },
              { name: 'UPSTREAM_URL', value: 'http://localhost:9001/' },
            ],
          },
        ]),
      ),
      listens,
    },
    expected: 'finding',
    repair: 'HOST=0.0.0.0',
  },
  {
    title: 'a loopback port beside a public one',
    parts: healthyShop,
    subject: behind(undefined, web0, 8080),
    behaviour: { listens: { '10.244.1.10': ['127.0.0.1:9901', '0.0.0.0:8080'] } },
    expected: 'pass',
  },
  {
    title: 'nothing at all',
    parts: healthyShop,
    subject: behind(undefined, web0, 8080),
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'not-applicable',
  },
]);
