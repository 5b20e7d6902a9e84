import { type TemplateResult, html, nothing } from 'lit';
import type { MapCommand, MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { InspectorActions } from './inspector.ts';

type Kinds = readonly MapMark['kind'][];

const objects: Kinds = [
  'namespace',
  'node',
  'ingress',
  'gateway',
  'route',
  'service',
  'workload',
  'pod',
  'policy',
];

/** What can be done with each kind of thing, in the order of use. */
const commands: readonly (readonly [MapCommand, string, Kinds])[] = [
  ['trace', 'Trace', ['service']],
  ['diagnose-from', 'Diagnose from here', ['pod']],
  ['diagnose-to', 'Diagnose to here', ['pod', 'service']],
  ['who-can-reach', 'Who can reach this', ['service', 'workload', 'pod']],
  ['what-changed', 'What changed', objects.filter((kind) => kind !== 'node' && kind !== 'policy')],
  ['open-yaml', 'Open YAML', objects],
  ['show-in-tree', 'Show in tree', ['namespace', 'ingress', 'gateway', 'route', 'service', 'pod']],
];

const withPolicies: Kinds = ['service', 'workload', 'pod'];

function action(title: string, act: () => void, primary = false): TemplateResult {
  return html`<vscode-button appearance=${primary ? 'primary' : 'secondary'} @click=${act}
    >${title}</vscode-button
  >`;
}

/** The buttons of the inspector: only what makes sense for the thing. */
export function inspectorActions(mark: MapMark, actions: InspectorActions): TemplateResult {
  const own = mark.reference === undefined ? [] : commands.filter(([, , kinds]) => kinds.includes(mark.kind));
  return html`<div class="actions">
    ${own.map(([command, title], index) =>
      action(
        title,
        () => {
          actions.command(command, mark);
        },
        index === 0 && (command === 'trace' || command === 'diagnose-from'),
      ),
    )}
    ${
      mark.reference !== undefined && withPolicies.includes(mark.kind)
        ? action('Show policies', () => {
            actions.showPolicies(mark.id);
          })
        : nothing
    }
    ${action('Copy as Mermaid', () => {
      actions.copyMermaid(mark.id);
    })}
    ${
      mark.canUnfold
        ? action(mark.unfolded ? 'Fold' : 'Unfold', () => {
            actions.toggle(mark.id);
          })
        : nothing
    }
  </div>`;
}
