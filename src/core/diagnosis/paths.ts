import { formatReference } from '../model/reference.ts';
import { outcomeOf } from '../inquiry/connection.ts';
import { backendReference } from '../inquiry/dialedAddress.ts';
import type { Destination } from '../target/destination.ts';
import type { Backend, DialedAddress } from '../inquiry/dialedAddress.ts';
import { hopsOf, hopTitles, type Hop, type HopId, type Path, type Segment } from '../finding/hop.ts';
import type { Finding } from '../finding/finding.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import type { HopDefinition, PathView, QuestionView } from './hops/defineHop.ts';
import type { HopDraft } from './hops/hopDraft.ts';
import { segmentCatalogue } from './segments.ts';
import { packetEnforcers } from '../checks/enforcerFacts.ts';
import { packetTo } from '../checks/packetTo.ts';
import { evaluatePacket } from '../policy/evaluatePacket.ts';
import { referenceOfEnd, type Question } from '../inquiry/question.ts';
import { pathVerdict } from './verdict.ts';

function directFact(facts: QuestionFacts, backend: Backend | undefined): PathView['direct'] {
  if (backend === undefined) return { state: 'unseen', reason: 'there is no backend' };
  return facts.connections.to(backend);
}

const sharedHopIds: ReadonlySet<HopId> = new Set(['resolver', 'dns', 'service', 'endpoints']);

/** Whether a finding about a pod belongs to this path: its backend, or an end that the question itself names. */
function concerns(finding: Finding, backend: Backend | undefined, question: Question): boolean {
  if (sharedHopIds.has(finding.hop)) return false;
  const ends = [referenceOfEnd(question.from), referenceOfEnd(question.to), backendReference(backend)];
  const concerned = new Set(
    ends.flatMap((end) => (end === undefined || end === null ? [] : [formatReference(end)])),
  );
  return finding.objects.some((object) => concerned.has(formatReference(object)));
}

/** Whether a finding is about what a proxy does with this Service: every path through its address has to do with it. */
function isAboutProxyOf({ hop, objects }: Finding, service: Destination['service']): boolean {
  if (hop !== 'proxy' || service === undefined) return false;
  const { namespace, name } = service;
  return objects.some(
    (object) => formatReference(object) === formatReference({ kind: 'service', namespace, name }),
  );
}

/** What the policies say about the packet to a backend. */
function policiesOf(facts: QuestionFacts, backend: Backend | undefined): PathView['policies'] {
  const packet = backend === undefined ? undefined : packetTo(facts, backend);
  if (backend === undefined || packet === undefined) return undefined;
  const { snapshot, connections } = facts;
  // Who enforces is looked into only where packets do not arrive.
  if (outcomeOf(connections.to(backend)) !== 'none') return evaluatePacket(snapshot, packet);
  return evaluatePacket(snapshot, packet, packetEnforcers(facts, packet));
}

/** The hop of a definition, as a path shows it. */
function hopOf({ id }: HopDefinition, draft: HopDraft, { facts }: QuestionView): Hop {
  const { at = facts.source.at, status, predicted, observed } = draft;
  return { id, title: hopTitles[id], at, status, predicted, observed };
}

/** Judges hops; those that all paths share are judged once. */
function hopJudge(question: QuestionView): (definition: HopDefinition, view: PathView) => Hop {
  const shared = new Map<HopId, Hop>();
  return (definition, view) => {
    if (definition.shared !== true) return hopOf(definition, definition.judge(view), view);
    const known = shared.get(definition.id) ?? hopOf(definition, definition.judge(question), question);
    shared.set(definition.id, known);
    return known;
  };
}

/** One path for each address that the client dials and each backend that may answer there, every hop judged. */
export function pathsOf(facts: QuestionFacts, findings: readonly Finding[]): readonly Path[] {
  const { destination, source, connections } = facts;
  const answers = (backend: Backend): boolean => outcomeOf(connections.to(backend)) === 'all';
  const someAnswer = destination.dialed.some(({ backends }) => backends.some(answers));
  const question: QuestionView = { facts, findings, someAnswer };
  const judge = hopJudge(question);
  const nothing: DialedAddress = {
    address: '',
    family: source.families[0] ?? 4,
    translated: false,
    backends: [],
  };
  const dialedOrNothing = destination.dialed.length === 0 ? [nothing] : destination.dialed;
  return dialedOrNothing.flatMap((dialed) => {
    const backends = dialed.backends.length === 0 ? [undefined] : dialed.backends;
    const allBackendsAnswer = dialed.backends.length > 0 && dialed.backends.every(answers);
    const through = connections.to(dialed);
    return backends.map((backend): Path => {
      const direct = directFact(facts, backend);
      const view: PathView = {
        ...question,
        dialed,
        backend,
        through,
        direct,
        allBackendsAnswer,
        policies: policiesOf(facts, backend),
        own: findings.filter(
          (finding) =>
            concerns(finding, backend, facts.question) || isAboutProxyOf(finding, destination.service),
        ),
      };
      const segments = segmentCatalogue.map(({ id, hops }): Segment => ({
        id,
        hops: hops.map((definition) => judge(definition, view)),
      }));
      // Where no try of the address was answered it is broken, whatever its backends do.
      const failed = outcomeOf(direct) === 'none' || outcomeOf(through) === 'none';
      return {
        address: dialed.address,
        family: dialed.family,
        backend: backendReference(backend),
        verdict: pathVerdict(hopsOf({ segments }), failed),
        segments,
      };
    });
  });
}
