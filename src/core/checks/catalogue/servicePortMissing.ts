import { findServicePort } from '../../model/serviceEndpoints.ts';
import { defineCheck } from '../defineCheck.ts';
import { apiEvidence } from '../evidence.ts';

/** The client dials a port that is none of the Service's. */
export const servicePortMissing = defineCheck({
  code: 'service-port-missing',
  title: 'The Service has no such port',
  scope: 'question',
  hop: 'service',
  severity: 'error',
  needs: ['services'],
  explains: [],
  evaluate: ({ targetService, port, protocol }, { snapshot }) => {
    const service =
      targetService === undefined
        ? undefined
        : snapshot.namespaces.get(targetService.namespace)?.services.get(targetService.name);
    // Clients of a headless Service dial the pod's port, and those of an ExternalName the target's.
    if (service === undefined || port === undefined || service.headless || service.type === 'ExternalName') {
      return { kind: 'not-applicable' };
    }
    const found = findServicePort(service, port, protocol);
    if (found !== undefined) return { kind: 'pass', because: `port ${port}/${protocol} exists` };
    const { namespace, name } = service;
    const ports = service.ports.map(
      (own) => `${own.name === undefined ? '' : `${own.name} `}${own.port}/${own.protocol}`,
    );
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} has no port ${port}/${protocol}; it has ${ports.join(', ')}.`,
      objects: [{ kind: 'service', namespace, name }],
      evidence: [apiEvidence({ kind: 'service', namespace, name }, `ports: ${ports.join(', ')}`)],
      remediation: { text: `Dial ${ports.join(' or ')}, or add the port to the Service.`, commands: [] },
    };
  },
});
