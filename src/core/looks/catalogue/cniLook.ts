import { askOnNode } from '../../inquiry/askOnNode.ts';
import { cniProbe } from '../../probes/cniProbe.ts';
import { linksProbe } from '../../probes/linksProbe.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';

/** Shows the CNI of a node: configuration, plugins, ranges, interfaces. */
export const cniLook = defineLookCommand({
  id: 'cni',
  title: 'CNI on a node',
  on: 'node',
  run: ({ inquiry, snapshot, subject }) => {
    const { name: node } = subject;
    const ask = { inquiry, snapshot, node };
    const files = askOnNode({ ...ask, reason: 'which CNI the node has' }, cniProbe, {});
    const links = askOnNode({ ...ask, reason: 'which interfaces the node has' }, linksProbe, {});
    if (files.state !== 'answered') return { headline: whyNot(files), answers: [files, links] };
    const [used] = files.value.configurations.flatMap(({ content }) => content.configurations);
    return {
      headline:
        used === undefined
          ? `${node} has no usable CNI configuration: pods cannot start there`
          : `${node} uses ${used.plugins.map(({ type }) => type).join(' → ')} (${used.name})`,
      answers: [files, links],
    };
  },
});
