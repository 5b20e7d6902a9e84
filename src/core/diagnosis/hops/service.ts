import type { Destination } from '../../target/destination.ts';
import { blamed, type HopDefinition } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(destination: Destination): HopDraft {
  const { service, servicePort, askedService, name } = destination;
  if (service === undefined) {
    const alias = name?.aliases.at(-1);
    // An alias of a name outside: the Service is nothing but that name, which DNS answers for.
    if (alias !== undefined) {
      const identity = `ExternalName ${alias.namespace}/${alias.name} → ${alias.externalName ?? 'nothing'}`;
      return { status: 'ok', predicted: identity, observed: '' };
    }
    return askedService === undefined
      ? notApplicable('no Service is involved')
      : unknownHop('', `Service ${askedService.namespace}/${askedService.name} is not known`);
  }
  const identity = `${service.type}${service.headless ? ' headless' : ''} ${service.namespace}/${service.name}`;
  if (service.headless) return { status: 'ok', predicted: identity, observed: '' };
  return servicePort === undefined
    ? unknownHop(identity, 'no port is chosen')
    : {
        status: 'ok',
        predicted: `${identity} port ${servicePort.port} → ${servicePort.targetPort}`,
        observed: '',
      };
}

/** The Service that is dialed, and its port. */
export const serviceHop: HopDefinition = {
  id: 'service',
  shared: true,
  judge: (view) => ({ at: 'cluster', ...blamed('service', draft(view.facts.destination), view) }),
};
