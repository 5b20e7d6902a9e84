import { startInquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot, Node, Pod } from '../model/clusterSnapshot.ts';
import type { Observation, ProbeRequest } from '../probes/observation.ts';
import type { LookCommand, LookOutcome, LookRequest, LookSubject } from './defineLookCommand.ts';
import { describeObservation } from './describeObservation.ts';
import type { Section } from './section.ts';
import { lookCatalogue } from './lookCatalogue.ts';
import { lookText } from './lookText.ts';

/** Probes that failed for one reason say it once. */
function withoutRepetition(sections: readonly Section[]): readonly Section[] {
  const said = new Set<string>();
  return sections.filter((section) => {
    const text = JSON.stringify(section);
    const isNew = !said.has(text);
    said.add(text);
    return isNew;
  });
}

/** A look as far as it is known, and what it wants to know next. */
export interface LookProgress {
  /** The document: parsed results on top, raw output below. */
  readonly text: string;
  readonly headline: string;
  readonly wanted: readonly ProbeRequest[];
}

/** `pod shop/cart-0`, `node n1`. */
export function describeLookSubject(subject: LookSubject): string {
  return subject.kind === 'node' ? `node ${subject.name}` : `pod ${subject.namespace}/${subject.name}`;
}

function podOf(subject: LookSubject, snapshot: ClusterSnapshot): Pod | undefined {
  if (subject.kind === 'node') return undefined;
  return snapshot.namespaces.get(subject.namespace)?.pods.get(subject.name);
}

function nodeOf(subject: LookSubject, snapshot: ClusterSnapshot): Node | undefined {
  return subject.kind === 'node' ? snapshot.nodes.get(subject.name) : undefined;
}

function outcomeOf(
  look: LookCommand,
  request: LookRequest,
  snapshot: ClusterSnapshot,
  inquiry: ReturnType<typeof startInquiry>,
): LookOutcome {
  const { subject, input } = request;
  const missing = { headline: `there is no ${describeLookSubject(subject)}`, answers: [] };
  if (look.on === 'pod') {
    const pod = podOf(subject, snapshot);
    return pod === undefined ? missing : look.run({ snapshot, inquiry, subject: pod, input });
  }
  const node = nodeOf(subject, snapshot);
  return node === undefined ? missing : look.run({ snapshot, inquiry, subject: node, input });
}

/**
 * Runs a look as far as the observations allow; pure, like a diagnosis. `recorded`: they are all that there will ever be.
 * Throws when there is no such look.
 */
export function runLookCommand(
  request: LookRequest,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
  recorded = false,
): LookProgress {
  const look = lookCatalogue.find(({ id }) => id === request.look);
  if (look === undefined) throw new Error(`there is no look ${request.look}`);
  const inquiry = startInquiry(observations);
  const { headline, answers } = outcomeOf(look, request, snapshot, inquiry);
  const seen = answers.flatMap((answer) =>
    answer.state === 'pending' || answer.observation === undefined ? [] : [answer.observation],
  );
  const heading = {
    title: `${look.title}: ${describeLookSubject(request.subject)}`,
    context: snapshot.context,
    headline,
    recorded,
  };
  const sections = withoutRepetition(
    seen.flatMap((observation) => describeObservation(observation, snapshot)),
  );
  return { text: lookText(heading, sections, seen), headline, wanted: inquiry.wanted() };
}
