import { execTargets } from '../../probes/containerTarget.ts';
import { linksProbe } from '../../probes/linksProbe.ts';
import { routesProbe } from '../../probes/routesProbe.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';

/** Shows the routes and interfaces of the pod. */
export const routesLook = defineLookCommand({
  id: 'routes',
  title: 'Routes of a pod',
  on: 'pod',
  run: ({ inquiry, subject }) => {
    const targets = execTargets(subject);
    const routes = inquiry.askInPod(routesProbe, targets, {}, 'how the pod routes');
    const links = inquiry.askInPod(linksProbe, targets, {}, 'which interfaces the pod has');
    if (routes.state !== 'answered') return { headline: whyNot(routes), answers: [routes, links] };
    const byDefault = routes.value.routes.find(
      ({ destination, table }) => table === 'main' && /^(0\.0\.0\.0|::)\/0$/.test(destination),
    );
    const [hop] = byDefault?.nextHops ?? [];
    const { namespace, name } = subject;
    return {
      headline:
        hop === undefined
          ? `${namespace}/${name} has no default route`
          : `${namespace}/${name} sends what is not local to ${hop.gateway ?? 'the link'}${hop.device === undefined ? '' : ` on ${hop.device}`}`,
      answers: [routes, links],
    };
  },
});
