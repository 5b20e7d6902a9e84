import { formatReference } from '../model/reference.ts';
import { backendHops, type BackendView } from './backendHops.ts';
import { commonHops } from './commonHops.ts';
import { outcomeOf } from '../inquiry/connection.ts';
import { backendReference } from '../inquiry/dialedAddress.ts';
import type { Destination } from '../target/destination.ts';
import type { Backend, DialedAddress } from '../inquiry/dialedAddress.ts';
import { hopIds, hopTitles, type Hop, type HopId, type Path } from '../finding/hop.ts';
import type { Finding } from '../finding/finding.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import type { HopDraft } from './hopDraft.ts';
import { evaluatePacket, policyEndOf } from '../policy/evaluatePacket.ts';
import { referenceOfEnd, type Question } from '../inquiry/question.ts';
import { pathVerdict } from './verdict.ts';

function directFact(facts: QuestionFacts, backend: Backend | undefined): BackendView['direct'] {
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
function policiesOf(
  { question, snapshot }: QuestionFacts,
  backend: Backend | undefined,
): BackendView['policies'] {
  if (backend?.port === undefined) return undefined;
  return evaluatePacket(snapshot, {
    source: question.from,
    destination: policyEndOf(backend.pod, backend.address),
    port: backend.port,
    protocol: question.protocol,
  });
}

/** One path for each address that the client dials and each backend that may answer there, every hop judged. */
export function pathsOf(facts: QuestionFacts, findings: readonly Finding[]): readonly Path[] {
  const { destination, resolver, snapshot, source, connections } = facts;
  const someAnswer = destination.dialed.some(({ backends }) =>
    backends.some((backend) => outcomeOf(connections.to(backend)) === 'all'),
  );
  const common = commonHops(destination, resolver, snapshot, findings, someAnswer);
  const dialedOrNone: readonly (DialedAddress | undefined)[] =
    destination.dialed.length === 0 ? [undefined] : destination.dialed;
  return dialedOrNone.flatMap((dialed) => {
    const backends: readonly (Backend | undefined)[] =
      dialed === undefined || dialed.backends.length === 0 ? [undefined] : dialed.backends;
    const allBackendsAnswer =
      dialed !== undefined &&
      dialed.backends.length > 0 &&
      dialed.backends.every((backend) => outcomeOf(connections.to(backend)) === 'all');
    return backends.map((backend): Path => {
      const address: DialedAddress = dialed ?? {
        address: '',
        family: source.families[0] ?? 4,
        translated: false,
        backends: [],
      };
      const through = connections.to(address);
      const direct = directFact(facts, backend);
      const own = findings.filter(
        (finding) =>
          concerns(finding, backend, facts.question) || isAboutProxyOf(finding, destination.service),
      );
      const view: BackendView = {
        source,
        dialed: address,
        backend,
        through,
        direct,
        allBackendsAnswer,
        policies: policiesOf(facts, backend),
        findings: own,
      };
      const drafts: Readonly<Record<HopId, HopDraft>> = { ...common, ...backendHops(view, snapshot) };
      const hops = hopIds.map((id): Hop => ({
        id,
        title: hopTitles[id],
        at: drafts[id].at ?? (id === 'service' || id === 'endpoints' ? 'cluster' : source.at),
        status: drafts[id].status,
        predicted: drafts[id].predicted,
        observed: drafts[id].observed,
      }));
      const noAnswer =
        outcomeOf(direct) === 'none' || (backend === undefined && outcomeOf(through) === 'none');
      return {
        address: address.address,
        family: address.family,
        backend: backendReference(backend),
        verdict: pathVerdict(hops, noAnswer),
        hops,
      };
    });
  });
}
