import * as vscode from 'vscode';
import { describeEnd, type Target } from '../../core/inquiry/question.ts';
import type { LookInput } from '../../core/looks/defineLookCommand.ts';
import { describeChoice, parseTypedPort, parseTypedTarget, targetOfReference } from '../diagnoseChoices.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { askStep, type StepItem } from '../quickSteps.ts';
import type { PaletteLook } from './lookCommandList.ts';

/** A DNS name as applications type it, or something that a resolver could be asked. */
const nameForm = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;

async function askName(title: string): Promise<LookInput | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'The name, just as the application has it: the search list applies',
    placeHolder: 'web, web.shop, example.com',
    validateInput: (text) =>
      nameForm.test(text.trim()) ? undefined : 'Letters, digits, hyphens and dots, such as web.shop',
    ignoreFocusOut: true,
  });
  return typed === undefined ? undefined : { name: typed.trim() };
}

async function askTarget(
  title: string,
  engine: EngineConnection,
  namespace: string,
): Promise<Target | undefined> {
  const lists = [engine.engine.listEnds('service'), engine.engine.listEnds('pod')];
  const items = Promise.all(lists).then((choices) =>
    choices.flat().flatMap((choice): StepItem<Target>[] => {
      const { label, description } = describeChoice(choice);
      const value = targetOfReference(choice.reference);
      return value === undefined ? [] : [{ label, description, value }];
    }),
  );
  const result = await askStep<Target>({
    title,
    step: 1,
    totalSteps: 2,
    placeholder: 'What does it connect to? A Service or pod, or a name or address',
    items,
    typed: (text) => {
      const target = parseTypedTarget(text, namespace);
      return target === undefined
        ? undefined
        : { label: describeEnd(target), description: 'as typed', alwaysShow: true, value: target };
    },
  });
  return result.kind === 'value' ? result.value : undefined;
}

async function askPort(title: string): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'TCP port',
    validateInput: (text) => {
      const port = parseTypedPort(text);
      return typeof port?.port === 'number' && port.protocol === 'TCP'
        ? undefined
        : 'A number from 1 to 65535';
    },
    ignoreFocusOut: true,
  });
  return typed === undefined ? undefined : Number(typed.trim().split('/')[0]);
}

/** Asks what a look needs beside its subject; `undefined` when the user leaves. */
export async function askLookInput(
  { look, title }: PaletteLook,
  engine: EngineConnection,
  namespace: string,
): Promise<LookInput | undefined> {
  if (look === 'lookup') return askName(title);
  if (look !== 'connect') return {};
  const target = await askTarget(title, engine, namespace);
  if (target === undefined) return undefined;
  const port = await askPort(title);
  return port === undefined ? undefined : { target, port };
}
