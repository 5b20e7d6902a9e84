import { describeConnection, outcomeOf } from '../../inquiry/connection.ts';
import { errorAt, sourceNodeOf, type HopDefinition, type PathView } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(view: PathView): HopDraft {
  const { dialed, backend, through, allBackendsAnswer } = view;
  const { source } = view.facts;
  if (dialed.address === '') return notApplicable('nothing to dial');
  if (!dialed.translated) return notApplicable('the address is the backend’s own');
  const at = sourceNodeOf(view);
  const to = backend === undefined ? 'no endpoint' : `${backend.address}:${String(backend.port ?? '?')}`;
  const predicted = `${dialed.address}:${String(dialed.port ?? '?')} → ${to}${dialed.backends.length > 1 ? ` (one of ${dialed.backends.length})` : ''}`;
  const outcome = outcomeOf(through);
  if (outcome === 'unseen') {
    return { ...unknownHop(predicted, through.state === 'unseen' ? through.reason : ''), at };
  }
  const finding = errorAt('proxy', view.own);
  const rules = finding === undefined ? '' : `; ${finding.summary}`;
  const observed = `${dialed.address}: ${describeConnection(through)}${rules}`;
  if (outcome === 'all') return { status: source.behindMesh ? 'unknown' : 'ok', predicted, observed, at };
  // Failures through the proxy are its own when every backend answers, or its rules were seen to be wrong; otherwise
  // they follow from the backends.
  if (!allBackendsAnswer && finding === undefined) return { ...unknownHop(predicted, observed), at };
  return { status: outcome === 'some' ? 'degraded' : 'broken', predicted, observed, at };
}

/** The translation of the Service's address to a backend's. */
export const proxyHop: HopDefinition = { id: 'proxy', judge: draft };
