import type { PolicyDirection } from '../../core/policy/design/defaultDeny.ts';
import type { SegmentationPreset } from '../../core/policy/design/segmentation.ts';
import type { EndChoice } from '../../protocol/engineProtocol.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { askStep, type StepItem, type StepResult } from '../quickSteps.ts';
import { askConnections, type QuestionPlace } from './askConnections.ts';
import { askForFlows } from './askForFlows.ts';
import { askMany } from './askMany.ts';
import { type DesignKind, type DesignQuestion, type PolicyDraft, questionsOf } from './policyDraft.ts';

const title = 'Design Network Policies';

const kinds: readonly StepItem<DesignKind>[] = [
  { label: 'Default Deny', description: 'close whole namespaces', value: 'default-deny' },
  {
    label: 'Least Privilege',
    description: 'allow the connections that you name, and no others of their pods',
    value: 'least-privilege',
  },
  {
    label: 'Least Privilege from Observed Flows',
    description: 'allow what was seen, from a file of Hubble or conntrack',
    value: 'observed',
  },
  {
    label: 'Segment Namespaces',
    description: 'strict, permissive or open, with monitoring exempt',
    value: 'segmentation',
  },
  {
    label: 'Zero-Trust Plan',
    description: 'whole namespaces, step by step, with what each step cuts off',
    value: 'zero-trust',
  },
];

interface Directions {
  readonly directions: readonly PolicyDirection[];
  readonly keepDns: boolean;
}

const directions: readonly StepItem<Directions>[] = [
  {
    label: 'Both Directions, DNS Kept Open',
    description: 'ingress and egress',
    value: { directions: ['Ingress', 'Egress'], keepDns: true },
  },
  {
    label: 'Incoming Only',
    description: 'ingress: its pods may still connect anywhere',
    value: { directions: ['Ingress'], keepDns: true },
  },
  {
    label: 'Outgoing Only, DNS Kept Open',
    description: 'egress: everybody may still connect to its pods',
    value: { directions: ['Egress'], keepDns: true },
  },
  {
    label: 'Both Directions, DNS Closed Too',
    description: 'no pod can resolve a name',
    value: { directions: ['Ingress', 'Egress'], keepDns: false },
  },
];

const presets: readonly StepItem<SegmentationPreset>[] = [
  {
    label: 'Strict',
    description: 'pods talk within their namespace and resolve names; nothing else in or out',
    value: 'strict',
  },
  {
    label: 'Permissive',
    description: 'nobody from outside of the namespace may connect; its pods may connect anywhere',
    value: 'permissive',
  },
  { label: 'Open', description: 'everything is allowed, and says so', value: 'open' },
];

/** What is asked, and of whom. */
export interface DraftQuestions {
  readonly engine: EngineConnection;
  /** Where names without a namespace are looked for. */
  readonly defaultNamespace: string;
}

type Answer = StepResult<Partial<PolicyDraft>>;

function as<Value>(result: StepResult<Value>, read: (value: Value) => Partial<PolicyDraft>): Answer {
  return result.kind === 'value' ? { kind: 'value', value: read(result.value) } : result;
}

async function askNamespaces(
  place: QuestionPlace,
  choices: Promise<readonly EndChoice[]>,
  wanted: { readonly placeholder: string; readonly chosen: readonly string[]; readonly least: 0 | 1 },
): Promise<StepResult<readonly string[]>> {
  const items = choices.then((all) =>
    all.map(({ reference, detail }) => ({
      label: reference.name,
      description: detail,
      value: reference.name,
    })),
  );
  const { placeholder, chosen, least } = wanted;
  return askMany({ ...place, placeholder, items, least, chosen: (name) => chosen.includes(name) });
}

async function ask(
  question: DesignQuestion,
  place: QuestionPlace,
  draft: PolicyDraft,
  { engine, defaultNamespace }: DraftQuestions,
): Promise<Answer> {
  switch (question) {
    case 'kind': {
      const items = Promise.resolve(kinds);
      return as(await askStep({ ...place, placeholder: 'What is to be designed?', items }), (kind) => ({
        kind,
      }));
    }
    case 'namespaces': {
      const wanted = {
        placeholder: 'Which namespaces? Space chooses, Enter goes on',
        chosen: draft.namespaces,
        least: 1,
      } as const;
      return as(await askNamespaces(place, engine.engine.listEnds('namespace'), wanted), (namespaces) => ({
        namespaces,
      }));
    }
    case 'directions': {
      const items = Promise.resolve(directions);
      return as(await askStep({ ...place, placeholder: 'What is closed?', items }), (chosen) => chosen);
    }
    case 'preset': {
      const items = Promise.resolve(presets);
      return as(await askStep({ ...place, placeholder: 'How far?', items }), (preset) => ({ preset }));
    }
    case 'monitoring': {
      const others = engine.engine
        .listEnds('namespace')
        .then((all) => all.filter(({ reference }) => !draft.namespaces.includes(reference.name)));
      const wanted = {
        placeholder: 'Which namespaces collect metrics and keep their way in? None is an answer',
        chosen: draft.monitoringNamespaces,
        least: 0,
      } as const;
      return as(await askNamespaces(place, others, wanted), (monitoringNamespaces) => ({
        monitoringNamespaces,
      }));
    }
    case 'connections':
      return as(await askConnections(place, engine, draft, defaultNamespace), ({ connections, flows }) => ({
        connections,
        // Flows that were taken away again must not stay.
        flows,
      }));
    case 'flows': {
      const flows = await askForFlows();
      return flows === undefined ? { kind: 'back' } : { kind: 'value', value: { flows } };
    }
  }
}

/** Asks what a design needs, from a question on; `undefined` when the user leaves. */
export async function askPolicyDraft(
  given: PolicyDraft,
  questions: DraftQuestions,
  first = 0,
): Promise<PolicyDraft | undefined> {
  let draft = given;
  for (let index = first; ;) {
    const all = questionsOf(draft);
    const question = all[index];
    if (question === undefined) return draft;
    const answer = await ask(question, { title, step: index + 1, totalSteps: all.length }, draft, questions);
    if (answer.kind === 'cancelled' || (answer.kind === 'back' && index === 0)) return undefined;
    if (answer.kind === 'value') draft = { ...draft, ...answer.value };
    index += answer.kind === 'back' ? -1 : 1;
  }
}
