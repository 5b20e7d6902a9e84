import * as vscode from 'vscode';
import type { Question, Source, Target } from '../core/inquiry/question.ts';
import { describeEnd, referenceOfEnd } from '../core/inquiry/question.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import { formatReference } from '../core/model/reference.ts';
import type { EndChoice } from '../protocol/engineProtocol.ts';
import type { ClusterSession } from './clusterSession.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import {
  type PortChoice,
  describeChoice,
  describePort,
  parseTypedPort,
  parseTypedSource,
  parseTypedTarget,
  preferredFirst,
  sourceOfReference,
  targetOfReference,
} from './diagnoseChoices.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import { type StepItem, type StepResult, askStep } from './quickSteps.ts';
import { portOfArgument, referenceOfArgument } from './referenceOfArgument.ts';
import type { ReportViews } from './reportView/reportViews.ts';

const lastQuestionKey = 'podpath.lastQuestion';
const title = 'Diagnose Pod Connectivity';

/** What is known of the question before anybody is asked: it is offered first, so that Enter takes it. */
interface Prefilled {
  readonly from?: ObjectReference;
  readonly to?: ObjectReference;
  readonly port?: number;
}

/** "Podpath: Diagnose Pod Connectivity": three QuickPicks, then a report. */
export class DiagnoseCommand implements Disposable {
  readonly #store = new DisposableStore();
  readonly #context: vscode.ExtensionContext;
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #reports: ReportViews;

  constructor(
    context: vscode.ExtensionContext,
    engine: EngineConnection,
    session: ClusterSession,
    reports: ReportViews,
  ) {
    this.#context = context;
    this.#engine = engine;
    this.#session = session;
    this.#reports = reports;
    const register = (command: string, prefilled: (argument: unknown) => Prefilled): void => {
      this.#store.add(
        vscode.commands.registerCommand(command, (argument: unknown) => this.#run(prefilled(argument))),
      );
    };
    register('podpath.diagnoseFrom', (argument) => {
      const from = referenceOfArgument(argument);
      return from === undefined ? {} : { from };
    });
    register('podpath.diagnoseTo', prefilledTarget);
    register('podpath.diagnoseConnection', prefilledTarget);
  }

  async #run(prefilled: Prefilled): Promise<void> {
    if (!(await connectedOrTold(this.#session))) return;
    const question = await this.#ask(prefilled);
    if (question === undefined) return;
    await this.#context.workspaceState.update(lastQuestionKey, question);
    this.#reports.diagnose(question);
  }

  async #ask(prefilled: Prefilled): Promise<Question | undefined> {
    const last = this.#session.state.question ?? this.#context.workspaceState.get<Question>(lastQuestionKey);
    const pods = this.#engine.engine.listEnds('pod');
    const services = this.#engine.engine.listEnds('service');
    let from: Source | undefined;
    let to: { readonly target: Target; readonly choice?: EndChoice } | undefined;
    for (let step = 1; step <= 3;) {
      let result: StepResult<unknown>;
      if (step === 1) {
        const answer = await this.#askSource(pods, [prefilled.from, last && referenceOfEnd(last.from)]);
        if (answer.kind === 'value') from = answer.value;
        result = answer;
      } else if (step === 2) {
        const namespace = from?.kind === 'pod' ? from.namespace : 'default';
        const answer = await this.#askTarget(services, pods, namespace, prefilled.to, last?.to);
        if (answer.kind === 'value') to = answer.value;
        result = answer;
      } else {
        const sameTarget =
          last !== undefined && to !== undefined && describeEnd(last.to) === describeEnd(to.target);
        const lastPort =
          sameTarget && last.port !== undefined ? { port: last.port, protocol: last.protocol } : undefined;
        const answer = await this.#askPort(to?.choice?.ports ?? [], prefilled.port, lastPort);
        if (answer.kind === 'value' && from !== undefined && to !== undefined) {
          return { from, to: to.target, ...answer.value };
        }
        result = answer;
      }
      if (result.kind === 'cancelled') return undefined;
      step += result.kind === 'back' ? -1 : 1;
    }
    return undefined;
  }

  async #askSource(
    pods: Promise<readonly EndChoice[]>,
    preferred: readonly (ObjectReference | undefined)[],
  ): Promise<StepResult<Source>> {
    const item = (choice: EndChoice): StepItem<Source> => {
      const { label, description } = describeChoice(choice);
      const value = sourceOfReference(choice.reference);
      return { label, description, ...(value === undefined ? {} : { value }) };
    };
    return askStep({
      title,
      step: 1,
      totalSteps: 3,
      placeholder: 'Which pod connects? Type namespace/name',
      items: pods.then((choices) => withPreferred(choices, preferred, item)),
      typed: (text) => {
        const source = parseTypedSource(text, 'default');
        if (source === undefined) return undefined;
        const description = `this ${source.kind}, as typed`;
        return { label: text.trim(), description, alwaysShow: true, value: source };
      },
    });
  }

  async #askTarget(
    services: Promise<readonly EndChoice[]>,
    pods: Promise<readonly EndChoice[]>,
    namespace: string,
    prefilled: ObjectReference | undefined,
    last: Target | undefined,
  ): Promise<StepResult<{ target: Target; choice?: EndChoice }>> {
    type Item = StepItem<{ target: Target; choice?: EndChoice }>;
    const item = (choice: EndChoice): Item => {
      const { label, description } = describeChoice(choice);
      const target = targetOfReference(choice.reference);
      return { label, description, ...(target === undefined ? {} : { value: { target, choice } }) };
    };
    const lastReference = last && referenceOfEnd(last);
    // A name or address that was typed last time is in no list.
    const lastTyped: Item[] =
      last === undefined || lastReference !== undefined
        ? []
        : [{ label: describeEnd(last), description: `${last.kind} · last run`, value: { target: last } }];
    return askStep({
      title,
      step: 2,
      totalSteps: 3,
      placeholder:
        'What does it connect to? A Service or pod, or the name or address that the application uses',
      items: Promise.all([services, pods]).then(([serviceChoices, podChoices]) => {
        const { preferred, rest } = preferredFirst(
          [...serviceChoices, ...podChoices],
          [prefilled, lastReference].filter((reference) => reference !== undefined),
        );
        const first = prefilled === undefined ? [...lastTyped, ...preferred.map(item)] : preferred.map(item);
        const ofKind = (kind: string): Item[] =>
          rest.filter(({ reference }) => reference.kind === kind).map(item);
        return [
          ...section('suggested', first),
          ...section('Services', ofKind('service')),
          ...section('pods', ofKind('pod')),
        ];
      }),
      typed: (text) => {
        const target = parseTypedTarget(text, namespace);
        if (target === undefined) return undefined;
        const meaning =
          target.kind === 'address'
            ? 'this address'
            : target.kind === 'name'
              ? 'this name, as typed'
              : `this ${target.kind === 'service' ? 'Service' : target.kind}, as typed`;
        return { label: text.trim(), description: meaning, alwaysShow: true, value: { target } };
      },
    });
  }

  async #askPort(
    ports: EndChoice['ports'],
    prefilled: number | undefined,
    last: PortChoice | undefined,
  ): Promise<StepResult<PortChoice>> {
    const offered: StepItem<PortChoice>[] = ports.map(({ label, port, protocol }) => ({
      label: describePort({ port, protocol }),
      description: label,
      value: { port, protocol },
    }));
    if (last !== undefined && !offered.some(({ label }) => label === describePort(last))) {
      offered.push({ label: describePort(last), description: 'last run', value: last });
    }
    const wanted = prefilled ?? last?.port;
    const isWanted = ({ value }: StepItem<PortChoice>): boolean => value?.port === wanted;
    return askStep({
      title,
      step: 3,
      totalSteps: 3,
      placeholder:
        offered.length > 0
          ? 'On which port? Choose one, or type a number or name (53/udp for another protocol)'
          : 'On which port? Type a number or name (53/udp for another protocol)',
      items: Promise.resolve([...offered.filter(isWanted), ...offered.filter((item) => !isWanted(item))]),
      typed: (text) => {
        const port = parseTypedPort(text);
        return port === undefined || offered.some(({ label }) => label === describePort(port))
          ? undefined
          : {
              label: describePort(port),
              description: 'as typed',
              alwaysShow: true,
              value: port,
              // A number is no search: 80 is not 8080. A name may be the beginning of one that is listed.
              wins: typeof port.port === 'number',
            };
      },
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function prefilledTarget(argument: unknown): Prefilled {
  const to = referenceOfArgument(argument);
  const port = portOfArgument(argument);
  return { ...(to === undefined ? {} : { to }), ...(port === undefined ? {} : { port }) };
}

function section<Value>(label: string, items: readonly StepItem<Value>[]): StepItem<Value>[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function withPreferred<Value>(
  choices: readonly EndChoice[],
  references: readonly (ObjectReference | undefined)[],
  item: (choice: EndChoice) => StepItem<Value>,
): StepItem<Value>[] {
  const known = references.filter((reference) => reference !== undefined);
  const { preferred, rest } = preferredFirst(choices, known);
  const order = [...rest].sort((left, right) =>
    formatReference(left.reference) < formatReference(right.reference) ? -1 : 1,
  );
  return [...section('suggested', preferred.map(item)), ...section('pods', order.map(item))];
}
