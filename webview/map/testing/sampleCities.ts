import type { SampleNamespace } from './sampleCluster.ts';

/** A small shop: an Ingress, three Services, one of which selects nothing. */
export const smallShop: readonly SampleNamespace[] = [
  {
    name: 'shop',
    ingress: 'shop',
    workloads: [
      { name: 'web', pods: 2, unfolded: true },
      { name: 'api', pods: 2, unfolded: true, state: 'warning' },
      { name: 'db', pods: 1, unfolded: true },
    ],
    services: [
      { name: 'web', to: ['web'], exposed: true },
      { name: 'api', to: ['api'], state: 'warning', reason: '1 of 2 endpoints is ready' },
      { name: 'old-cart', to: [], state: 'error', reason: 'selects no pod' },
      { name: 'db', to: ['db'] },
    ],
  },
];

const names = ['web', 'api', 'cart', 'search', 'users', 'mail', 'stock', 'price'];

/** Namespaces of about equal size, some with problems. */
export function manyNamespaces(
  count: number,
  workloads: number,
  pods: number,
  folded = 0,
): SampleNamespace[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${names[index % names.length] ?? 'app'}-${index < 8 ? 'prod' : `team-${index}`}`,
    folded: index >= count - folded,
    ...(index % 3 === 0 ? { ingress: 'public' } : {}),
    workloads: Array.from({ length: workloads }, (__, workload) => ({
      name: `${names[workload % names.length] ?? 'app'}${workload < names.length ? '' : workload}`,
      pods,
      unfolded: workload === 0 && pods < 12,
      state: index % 5 === 1 && workload === 1 ? ('warning' as const) : ('ok' as const),
    })),
    services: Array.from({ length: workloads }, (__, service) => {
      const name = `${names[service % names.length] ?? 'app'}${service < names.length ? '' : service}`;
      const broken = index % 7 === 2 && service === 2;
      return {
        name,
        to: broken ? [] : service % 3 === 2 ? [name, names[0] ?? ''] : [name],
        exposed: service === 0 && index % 3 !== 0,
        ...(broken ? { state: 'error' as const, reason: 'selects no pod' } : {}),
      };
    }),
  }));
}
