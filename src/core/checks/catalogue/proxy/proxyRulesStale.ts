import { proxyScope } from '../../scopes/proxy.ts';
import { defineCheck } from '../../defineCheck.ts';
import { probeEvidence } from '../../../finding/evidence.ts';
import { restartKubeProxy } from '../../kubeProxyRepair.ts';
import { proxyFacts, type ProxyLook } from '../../proxyFacts.ts';

/** Rule lines that an excerpt shows. */
const shownLines = 12;

function difference({ extra, missing, programmed }: ProxyLook, node: string): string {
  const stays = extra.length === 0 ? [] : [`it still sends to ${extra.join(', ')}`];
  const lacks = missing.length === 0 ? [] : [`it does not send to ${missing.join(', ')}`];
  const refuses =
    programmed.verdict === 'reject'
      ? ['it rejects connections as if there were no endpoint']
      : programmed.verdict === 'drop'
        ? ['it drops connections as if there were no endpoint on it']
        : [];
  return `Node ${node} does not do what the EndpointSlices say: ${[...refuses, ...stays, ...lacks].join(', and ')}.`;
}

/** The DNAT set of the source's node differs from the endpoints that should be there, and stays so. */
export const proxyRulesStale = defineCheck({
  code: 'proxy-rules-stale',
  title: 'kube-proxy’s rules on the source’s node are out of date',
  scope: proxyScope,
  hop: 'proxy',
  severity: 'error',
  needs: ['services'],
  helpedBy: ['endpointslices', 'pods'],
  explains: [],
  evaluate: (subject, tools) => {
    const { service, node, address, port } = subject;
    const facts = proxyFacts(subject, tools);
    if (facts.state === 'pending') return { kind: 'pending' };
    if (facts.state === 'unknown') return { kind: 'skipped', reason: facts.reason };
    const { look } = facts;
    if (facts.state === 'agree') {
      const to = look.programmed.backends.map((backend) => `${backend.address}:${backend.port}`).join(', ');
      return {
        kind: 'pass',
        because: `kube-proxy (${look.mode}) on ${node} sends ${address}:${port} to ${to === '' ? 'nobody' : to}, as the EndpointSlices say`,
      };
    }
    // A Service that no rule speaks of is a cause of its own.
    if (look.programmed.verdict === 'missing') return { kind: 'not-applicable' };
    return {
      kind: 'finding',
      certainty: facts.settled ? 'proven' : 'likely',
      summary: difference(look, node),
      objects: [
        { kind: 'service', namespace: service.namespace, name: service.name },
        { kind: 'node', name: node },
      ],
      evidence: [
        probeEvidence(facts.first.rules, facts.first.programmed.lines.slice(0, shownLines).join('\n')),
        probeEvidence(look.rules, look.programmed.lines.slice(0, shownLines).join('\n')),
        probeEvidence(
          look.slices,
          `endpoints that node ${node} has to use: ${look.expected.map((each) => `${each.address}:${each.port}`).join(', ') || 'none'}`,
        ),
      ],
      remediation: restartKubeProxy(tools.snapshot, node),
    };
  },
});
