import { describeConnection, outcomeOf } from '../../inquiry/connection.ts';
import { meshProxyOf } from '../../probes/containerTarget.ts';
import { errorAt, type HopDefinition, type PathView } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(view: PathView): HopDraft {
  const { backend, direct, own } = view;
  const { source } = view.facts;
  const finding = errorAt('target', own);
  const seen = describeConnection(direct);
  const predicted = backend === undefined ? '' : `accepts ${backend.address}:${String(backend.port ?? '?')}`;
  const at =
    backend?.pod === undefined
      ? (backend?.address ?? '')
      : `pod ${backend.pod.namespace}/${backend.pod.name}`;
  const place = at === '' ? {} : { at };
  if (finding !== undefined) {
    return {
      status: 'broken',
      predicted,
      observed: seen === '' ? finding.title : `${seen}; ${finding.title}`,
      ...place,
    };
  }
  if (backend === undefined) return notApplicable('no backend');
  const outcome = outcomeOf(direct);
  if (outcome === 'unseen') {
    return { ...unknownHop(predicted, direct.state === 'unseen' ? direct.reason : ''), ...place };
  }
  if (outcome === 'none') return { ...unknownHop(predicted, seen), ...place };
  const meshed = source.behindMesh || (backend.pod !== undefined && meshProxyOf(backend.pod) !== undefined);
  return meshed
    ? { ...unknownHop(predicted, `${seen} by a mesh proxy, which accepts for the application`), ...place }
    : { status: 'ok', predicted, observed: seen, ...place };
}

/** The process that has to answer. */
export const targetHop: HopDefinition = { id: 'target', judge: draft };
