import { describeConnection, outcomeOf } from '../../inquiry/connection.ts';
import { errorAt, sourceNodeOf, type HopDefinition, type PathView } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(view: PathView): HopDraft {
  const { backend, direct } = view;
  const { source } = view.facts;
  const at = sourceNodeOf(view);
  if (backend === undefined) return { ...notApplicable('nothing to route to'), at };
  const destination = backend.pod?.nodeName;
  const predicted =
    destination === undefined
      ? `to ${backend.address}`
      : destination === source.pod?.nodeName
        ? `within node ${destination}`
        : `to ${backend.address} on node ${destination}`;
  const outcome = outcomeOf(direct);
  if (outcome === 'unseen')
    return { ...unknownHop(predicted, direct.state === 'unseen' ? direct.reason : ''), at };
  const refused = direct.state === 'seen' && direct.attempts.every((attempt) => attempt.status === 'refused');
  // A refusal is an answer, though not always the target's: a reject rule answers in its name.
  if (outcome === 'all' || refused)
    return { status: 'ok', predicted, observed: describeConnection(direct), at };
  const finding = errorAt('route', view.own);
  if (finding !== undefined) {
    return { ...unknownHop(predicted, `${describeConnection(direct)}; ${finding.summary}`), at };
  }
  const explained = view.own.length > 0;
  return { ...unknownHop(predicted, explained ? '' : describeConnection(direct)), at };
}

/** The way of the packets from the source to the backend. */
export const routeHop: HopDefinition = {
  id: 'route',
  judge: (view) => {
    const hop = draft(view);
    const lost = outcomeOf(view.direct) === 'none' && errorAt('route', view.own) !== undefined;
    return lost ? { ...hop, status: 'broken' } : hop;
  },
};
