import { startInquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot, Node, Pod } from '../model/clusterSnapshot.ts';
import type { Observation, ProbeRequest } from '../probes/observation.ts';
import type { Step, StepOutcome, StepRequest, StepSubject } from './defineStep.ts';
import { describeObservation } from './describeObservation.ts';
import type { Section } from './section.ts';
import { stepCatalogue } from './stepCatalogue.ts';
import { stepText } from './stepText.ts';

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

/** A step as far as it is known, and what it wants to know next. */
export interface StepProgress {
  /** The document: parsed results on top, raw output below. */
  readonly text: string;
  readonly headline: string;
  readonly wanted: readonly ProbeRequest[];
}

/** `pod shop/cart-0`, `node n1`. */
export function describeStepSubject(subject: StepSubject): string {
  return subject.kind === 'node' ? `node ${subject.name}` : `pod ${subject.namespace}/${subject.name}`;
}

function podOf(subject: StepSubject, snapshot: ClusterSnapshot): Pod | undefined {
  if (subject.kind === 'node') return undefined;
  return snapshot.namespaces.get(subject.namespace)?.pods.get(subject.name);
}

function nodeOf(subject: StepSubject, snapshot: ClusterSnapshot): Node | undefined {
  return subject.kind === 'node' ? snapshot.nodes.get(subject.name) : undefined;
}

function outcomeOf(
  step: Step,
  request: StepRequest,
  snapshot: ClusterSnapshot,
  inquiry: ReturnType<typeof startInquiry>,
): StepOutcome {
  const { subject, input } = request;
  const missing = { headline: `there is no ${describeStepSubject(subject)}`, answers: [] };
  if (step.on === 'pod') {
    const pod = podOf(subject, snapshot);
    return pod === undefined ? missing : step.run({ snapshot, inquiry, subject: pod, input });
  }
  const node = nodeOf(subject, snapshot);
  return node === undefined ? missing : step.run({ snapshot, inquiry, subject: node, input });
}

/**
 * Runs a step as far as the observations allow; pure, like a diagnosis. `recorded`: they are all that there will ever be.
 * Throws when there is no such step.
 */
export function runStep(
  request: StepRequest,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
  recorded = false,
): StepProgress {
  const step = stepCatalogue.find(({ id }) => id === request.step);
  if (step === undefined) throw new Error(`there is no step ${request.step}`);
  const inquiry = startInquiry(observations);
  const { headline, answers } = outcomeOf(step, request, snapshot, inquiry);
  const seen = answers.flatMap((answer) =>
    answer.state === 'pending' || answer.observation === undefined ? [] : [answer.observation],
  );
  const heading = {
    title: `${step.title}: ${describeStepSubject(request.subject)}`,
    context: snapshot.context,
    headline,
    recorded,
  };
  const sections = withoutRepetition(
    seen.flatMap((observation) => describeObservation(observation, snapshot)),
  );
  return { text: stepText(heading, sections, seen), headline, wanted: inquiry.wanted() };
}
