import { askNodeRules } from '../../inquiry/askOnNode.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';
import { count } from '../section.ts';

/** Dumps the packet rules of a node: iptables of both backends, and nftables. */
export const nodeRulesLook = defineLookCommand({
  id: 'node-rules',
  title: 'Packet rules of a node',
  on: 'node',
  run: ({ inquiry, snapshot, subject }) => {
    const { name: node } = subject;
    const rules = askNodeRules({ inquiry, snapshot, node, reason: 'which rules the node has' }, 4);
    if (rules.state !== 'answered') return { headline: whyNot(rules), answers: [rules] };
    const { iptables, nftables, sources } = rules.value;
    const cut = sources.filter(({ complete }) => !complete);
    const tables = count(iptables.length + nftables.length, 'table');
    return {
      headline:
        cut.length === 0
          ? `${node} has ${tables} of rules`
          : `${node} has ${tables} of rules, and ${cut.map(({ tool }) => tool).join(', ')} showed not everything`,
      answers: [rules],
    };
  },
});
