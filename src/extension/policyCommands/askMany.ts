import * as vscode from 'vscode';
import type { StepItem, StepResult } from '../quickSteps.ts';

/** A question with any number of answers. */
export interface ManyStep<Value> {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly placeholder: string;
  readonly items: Promise<readonly StepItem<Value>[]>;
  /** Chosen when the list appears. */
  readonly chosen: (value: Value) => boolean;
  /** Enter does nothing while fewer are chosen. */
  readonly least: 0 | 1;
}

/** Asks for several of a list with a QuickPick, which has a back button from the second step on. */
export async function askMany<Value>(step: ManyStep<Value>): Promise<StepResult<readonly Value[]>> {
  const picker = vscode.window.createQuickPick<StepItem<Value>>();
  picker.title = step.title;
  picker.step = step.step;
  picker.totalSteps = step.totalSteps;
  picker.placeholder = step.placeholder;
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.ignoreFocusOut = true;
  picker.busy = true;
  if (step.step > 1) picker.buttons = [vscode.QuickInputButtons.Back];
  try {
    return await new Promise((resolve, reject) => {
      picker.onDidAccept(() => {
        const value = picker.selectedItems.flatMap((item) => (item.value === undefined ? [] : [item.value]));
        if (value.length >= step.least) resolve({ kind: 'value', value });
      });
      picker.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      picker.onDidHide(() => {
        resolve({ kind: 'cancelled' });
      });
      picker.show();
      step.items
        .then((items) => {
          picker.items = items;
          picker.selectedItems = items.filter(({ value }) => value !== undefined && step.chosen(value));
          picker.busy = false;
        })
        .catch(reject);
    });
  } finally {
    picker.dispose();
  }
}
