import { nameScope } from '../../scopes/name.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiListEvidence } from '../../../finding/evidence.ts';

/** A short name finds Services of the pod's own namespace only; this one lives in another. */
export const dnsCrossNamespaceShortName = defineCheck({
  code: 'dns-cross-namespace-short-name',
  title: 'The short name belongs to a Service of another namespace',
  scope: nameScope,
  hop: 'dns',
  severity: 'error',
  needs: ['services'],
  explains: ['service-missing'],
  evaluate: ({ source, name, exists, clusterDomain }, { snapshot }) => {
    if (source === undefined || name.includes('.')) return { kind: 'not-applicable' };
    if (exists === true) return { kind: 'pass', because: `${name} is a Service of the pod's own namespace` };
    if (exists === 'unknown')
      return { kind: 'skipped', reason: 'what the name should resolve to is not readable' };
    const owners = [...snapshot.namespaces.values()]
      .filter((partition) => partition.name !== source.namespace && partition.services.has(name))
      .map((partition) => partition.name)
      .sort();
    const [first] = owners;
    if (first === undefined) return { kind: 'pass', because: `no namespace has a Service ${name}` };
    const meant = `${name}.${first}`;
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `${name} is no Service of namespace ${source.namespace}; ${owners.length === 1 ? `namespace ${first} has it` : `namespaces ${owners.slice(0, 5).join(', ')} have one`}: from here its name is ${meant}.`,
      objects: [
        { kind: 'pod', namespace: source.namespace, name: source.name },
        // The Service that the pod asks for and that is missing: what follows from its absence is explained by this.
        { kind: 'service', namespace: source.namespace, name },
        ...owners.slice(0, 5).map((namespace) => ({ kind: 'service', namespace, name }) as const),
      ],
      evidence: [
        apiListEvidence(['services', '-n', source.namespace, name], `services "${name}" not found`),
        ...owners
          .slice(0, 5)
          .map((namespace) => apiListEvidence(['services', '-n', namespace, name], `service/${name}`)),
      ],
      remediation: {
        text: `Use ${meant} (or ${meant}.svc.${clusterDomain}) in the client. Where its configuration cannot change, an ExternalName Service gives the short name here; clients that check the host name (TLS, virtual hosts) will see the short one.`,
        commands: [
          joinCommand([
            'kubectl',
            'create',
            'service',
            'externalname',
            name,
            '-n',
            source.namespace,
            '--external-name',
            `${meant}.svc.${clusterDomain}`,
          ]),
        ],
      },
    };
  },
});
