import { proxyScope } from '../../scopes/proxy.ts';
import { defineCheck } from '../../defineCheck.ts';
import { probeEvidence } from '../../../finding/evidence.ts';
import { restartKubeProxy } from '../../kubeProxyRepair.ts';
import { proxyFacts } from '../../proxyFacts.ts';

/** The source's node has no rule for the Service's port, and kube-proxy's rules for others are there. */
export const proxyRulesMissing = defineCheck({
  code: 'proxy-rules-missing',
  title: 'The source’s node has no rule for the Service’s port',
  scope: proxyScope,
  hop: 'proxy',
  severity: 'error',
  needs: ['services'],
  helpedBy: ['endpointslices', 'pods'],
  explains: [],
  evaluate: (subject, tools) => {
    const { service, node, address, port, protocol } = subject;
    const facts = proxyFacts(subject, tools);
    if (facts.state === 'pending') return { kind: 'pending' };
    if (facts.state === 'unknown') return { kind: 'skipped', reason: facts.reason };
    const { look } = facts;
    if (look.programmed.verdict !== 'missing')
      return { kind: 'pass', because: `node ${node} has rules for ${address}:${port}` };
    if (facts.state === 'agree') return { kind: 'not-applicable' };
    return {
      kind: 'finding',
      certainty: facts.settled ? 'proven' : 'likely',
      summary: `kube-proxy (${look.mode}) on node ${node} has no rule for ${protocol} ${address}:${port}, so a packet to it is not translated: ${look.mode === 'nftables' ? 'the node rejects it, as it does with every port that no Service has' : 'it leaves the node as it is, and nobody answers'}.`,
      objects: [
        { kind: 'service', namespace: service.namespace, name: service.name },
        { kind: 'node', name: node },
      ],
      evidence: [
        probeEvidence(look.rules, `no rule for ${protocol} ${address}:${port}`),
        probeEvidence(
          look.slices,
          `endpoints that node ${node} has to use: ${look.missing.join(', ') || 'none'}`,
        ),
      ],
      remediation: restartKubeProxy(tools.snapshot, node),
    };
  },
});
