import * as vscode from 'vscode';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { EndChoice } from '../../protocol/engineProtocol.ts';
import { describeChoice, describePort, parseTypedPort, type PortChoice } from '../diagnoseChoices.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { askStep, type StepItem, type StepResult } from '../quickSteps.ts';
import { askForFlows } from './askForFlows.ts';
import { connectionLine, connectionLinesOf, typedConnection } from './namedConnection.ts';
import type { FlowsFile, PolicyDraft } from './policyDraft.ts';

/** Where the question stands among the others. */
export interface QuestionPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

type Named = Pick<PolicyDraft, 'connections' | 'flows'>;

type Choice =
  | { readonly kind: 'done' }
  | { readonly kind: 'choose' }
  | { readonly kind: 'read-flows' }
  | { readonly kind: 'forget-flows' }
  | { readonly kind: 'add'; readonly lines: readonly string[] }
  | { readonly kind: 'remove'; readonly line: string };

/** The connections that the active editor names, a line each. */
function linesOfEditor(defaultNamespace: string): readonly string[] {
  const { document } = vscode.window.activeTextEditor ?? {};
  return document === undefined ? [] : connectionLinesOf(document.getText(), defaultNamespace);
}

function countOfConnections(count: number): string {
  return count === 1 ? '1 connection' : `${String(count)} connections`;
}

function itemsOf({ connections, flows }: Named, ofEditor: readonly string[]): StepItem<Choice>[] {
  const parts = [
    ...(connections.length === 0 ? [] : [countOfConnections(connections.length)]),
    ...(flows === undefined ? [] : [`the flows of ${flows.name}`]),
  ];
  const fresh = ofEditor.filter((line) => !connections.includes(line));
  return [
    ...(parts.length === 0
      ? []
      : [{ label: `$(check) Design for ${parts.join(' and ')}`, value: { kind: 'done' as const } }]),
    { label: '$(add) Add a Connection…', description: 'from, to and port', value: { kind: 'choose' } },
    ...(fresh.length === 0
      ? []
      : [
          {
            label: `$(edit) Add ${countOfConnections(fresh.length)} of the Active Editor`,
            value: { kind: 'add' as const, lines: fresh },
          },
        ]),
    ...(flows === undefined
      ? [
          {
            label: '$(go-to-file) Add Observed Flows…',
            description: "Hubble's JSON export, or conntrack -L",
            value: { kind: 'read-flows' as const },
          },
        ]
      : []),
    ...(parts.length === 0
      ? []
      : [{ label: 'may connect · choose one to remove it', kind: vscode.QuickPickItemKind.Separator }]),
    ...connections.map((line) => ({ label: line, value: { kind: 'remove' as const, line } })),
    ...(flows === undefined
      ? []
      : [{ label: flows.name, description: 'observed flows', value: { kind: 'forget-flows' as const } }]),
  ];
}

const end = (choice: EndChoice): StepItem<EndChoice> => {
  const { label, description } = describeChoice(choice);
  return { label, description, value: choice };
};

async function askEnd(
  title: string,
  step: number,
  placeholder: string,
  lists: Promise<readonly EndChoice[][]>,
): Promise<StepResult<EndChoice>> {
  const items = lists.then((choices) => choices.flat().map(end));
  return askStep({ title, step, totalSteps: 3, placeholder, items });
}

async function askPort(title: string, to: EndChoice): Promise<StepResult<PortChoice>> {
  const items = to.ports.map(({ label, port, protocol }) => ({
    label: describePort({ port, protocol }),
    description: label,
    value: { port, protocol },
  }));
  return askStep<PortChoice>({
    title,
    step: 3,
    totalSteps: 3,
    placeholder: 'On which port, as the client dials it? Choose one, or type 80, http or 53/udp',
    items: Promise.resolve(items),
    typed: (text) => {
      const port = parseTypedPort(text);
      return port === undefined
        ? undefined
        : { label: describePort(port), description: 'as typed', alwaysShow: true, value: port };
    },
  });
}

/** Asks for one connection by its ends and port; `undefined` when the user leaves. */
async function askOneConnection({ engine }: EngineConnection): Promise<string | undefined> {
  const title = 'Add a Connection';
  const [services, pods] = [engine.listEnds('service'), engine.listEnds('pod')];
  const sources = Promise.all([services, pods, engine.listEnds('namespace')]);
  const targets = Promise.all([services, pods]);
  let from: ObjectReference | undefined;
  let to: EndChoice | undefined;
  for (let step = 1; step <= 3;) {
    let result: StepResult<unknown>;
    if (step === 1) {
      const placeholder = 'Who connects? The pods of a Service, of a pod’s workload, or of a namespace';
      const answer = await askEnd(title, step, placeholder, sources);
      if (answer.kind === 'value') from = answer.value.reference;
      result = answer;
    } else if (step === 2) {
      const answer = await askEnd(title, step, 'What may it connect to? A Service or pod', targets);
      if (answer.kind === 'value') to = answer.value;
      result = answer;
    } else {
      if (from === undefined || to === undefined) return undefined;
      const answer = await askPort(title, to);
      if (answer.kind === 'value') return connectionLine(from, to.reference, answer.value);
      result = answer;
    }
    if (result.kind === 'cancelled') return undefined;
    step += result.kind === 'back' ? -1 : 1;
  }
  return undefined;
}

async function after(named: Named, choice: Choice, engine: EngineConnection): Promise<Named> {
  const { connections, flows } = named;
  const withFlows = (file: FlowsFile | undefined): Named =>
    file === undefined ? { connections } : { connections, flows: file };
  switch (choice.kind) {
    case 'done':
      return named;
    case 'choose': {
      const line = await askOneConnection(engine);
      return line === undefined ? named : { ...named, connections: [...new Set([...connections, line])] };
    }
    case 'add':
      return { ...named, connections: [...new Set([...connections, ...choice.lines])] };
    case 'remove':
      return { ...named, connections: connections.filter((line) => line !== choice.line) };
    case 'read-flows':
      return withFlows((await askForFlows()) ?? flows);
    case 'forget-flows':
      return withFlows(undefined);
  }
}

/** Asks which connections may stay: chosen one by one, typed as lines, from the active editor, or observed. */
export async function askConnections(
  place: QuestionPlace,
  engine: EngineConnection,
  given: Named,
  defaultNamespace: string,
): Promise<StepResult<Named>> {
  const ofEditor = linesOfEditor(defaultNamespace);
  for (let named = given; ;) {
    const answer = await askStep<Choice>({
      ...place,
      placeholder: 'Which connections may there be? Or type: shop/service/cart -> shop/service/web:80',
      items: Promise.resolve(itemsOf(named, ofEditor)),
      typed: (text) => {
        const line = typedConnection(text, defaultNamespace);
        return line === undefined
          ? undefined
          : {
              label: `$(add) ${line}`,
              description: 'as typed',
              alwaysShow: true,
              value: { kind: 'add', lines: [line] },
              wins: true,
            };
      },
    });
    if (answer.kind !== 'value') return answer;
    if (answer.value.kind === 'done') return { kind: 'value', value: named };
    named = await after(named, answer.value, engine);
  }
}
