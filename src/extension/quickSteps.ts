import * as vscode from 'vscode';

/** One line of a step. Lines without a value are separators. */
export interface StepItem<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
}

/** The line for what was typed, when it is taken as it is. */
export interface TypedItem<Value> extends StepItem<Value> {
  /** The text is never a search: it wins over the active line, which may be one of before it was typed. */
  readonly wins?: boolean;
}

/** One question of several. */
export interface Step<Value> {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly placeholder: string;
  /** The first line that has a value is the active one: Enter takes it. */
  readonly items: Promise<readonly StepItem<Value>[]>;
  /** What the typed text means when it is taken as it is; a line for it is shown. */
  readonly typed?: (text: string) => TypedItem<Value> | undefined;
}

/** How a step ended. */
export type StepResult<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' };

/**
 * The line for a typed text below every line that the text finds: VS Code puts lines whose label matches best on top, and a
 * text that somebody searches with matches itself best. An icon as label matches nothing.
 */
function belowMatches<Value>(typed: TypedItem<Value>): StepItem<Value> {
  const description = [typed.label, typed.description].filter((part) => part !== undefined).join(' · ');
  return { ...typed, label: '$(edit)', description, alwaysShow: true };
}

/** Asks one step with a QuickPick, which has a back button from the second step on. */
export async function askStep<Value>(step: Step<Value>): Promise<StepResult<Value>> {
  const picker = vscode.window.createQuickPick<StepItem<Value>>();
  picker.title = step.title;
  picker.step = step.step;
  picker.totalSteps = step.totalSteps;
  picker.placeholder = step.placeholder;
  picker.matchOnDescription = true;
  picker.ignoreFocusOut = true;
  picker.busy = true;
  if (step.step > 1) picker.buttons = [vscode.QuickInputButtons.Back];
  let items: readonly StepItem<Value>[] = [];
  const show = (): void => {
    const typed = picker.value.trim() === '' ? undefined : step.typed?.(picker.value);
    // What is listed under just this name is what is meant.
    const isListed = items.some(({ label, value }) => label === typed?.label && value !== undefined);
    const line = typed === undefined || typed.wins === true ? typed : belowMatches(typed);
    picker.items = line === undefined || isListed ? items : [...items, line];
    const first = picker.items.find(({ value }) => value !== undefined);
    if (picker.value === '' && first !== undefined) picker.activeItems = [first];
  };
  try {
    return await new Promise<StepResult<Value>>((resolve, reject) => {
      picker.onDidAccept(() => {
        // Enter may come before the line for what was typed is there.
        const selected = picker.selectedItems[0]?.value;
        const typed = picker.value.trim() === '' ? undefined : step.typed?.(picker.value);
        const value = typed?.wins === true ? (typed.value ?? selected) : (selected ?? typed?.value);
        if (value !== undefined) resolve({ kind: 'value', value });
      });
      picker.onDidTriggerButton(() => {
        resolve({ kind: 'back' });
      });
      picker.onDidHide(() => {
        resolve({ kind: 'cancelled' });
      });
      picker.onDidChangeValue(show);
      picker.show();
      step.items
        .then((loaded) => {
          items = loaded;
          picker.busy = false;
          show();
        })
        .catch(reject);
    });
  } finally {
    picker.dispose();
  }
}
