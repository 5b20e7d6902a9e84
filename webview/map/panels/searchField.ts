import { type TemplateResult, html, nothing, render } from 'lit';
import type { Scene } from '../scene/scene.ts';
import { type Suggestion, searchKeys, suggest } from './suggest.ts';

/** The search field with what may follow under it. */
export interface SearchField {
  readonly input: HTMLInputElement;
  /** Shows another text without telling that it changed. */
  show(text: string): void;
  /** What of the search cannot be understood, in words. */
  showProblems(problems: readonly string[]): void;
  close(): void;
}

const help: readonly (readonly [string, string])[] = [
  ['web cart', 'names and namespaces that hold both words'],
  ['namespace:shop', 'a namespace; shop* for all that begin so'],
  ['label:app=web', 'a label selector: =, !=, in (a,b), or a key alone'],
  ['state:problem', 'error, warning, unknown, inactive, ok; problem for errors and warnings'],
  ['node:n1', 'what runs on a node'],
  ['kind:service', 'a kind of mark, or of object: deployment'],
  ['-kind:pod', 'a minus leaves out what matches'],
];

/** How to search, for the popover behind the question mark. */
export function searchHelp(): TemplateResult {
  return html`<h2>Search the map</h2>
    <dl>
      ${help.map(
        ([term, meaning]) =>
          html`<dt><code>${term}</code></dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>
    <p class="quiet">
      Terms are joined: all of them have to hold. What matches is shown with what it leads to.
    </p>`;
}

/** Typing is answered when it pauses for so long, in milliseconds. */
const typingPause = 120;

/** What the page hears of the search field. */
export interface SearchEvents {
  /** Another text stands in it, after each key. */
  readonly typed: (text: string) => void;
  /** Typing has paused, or a suggestion was taken: time to answer. */
  readonly settled: () => void;
}

/** Joins the parts of the search field inside its element. */
export function attachSearchField(
  root: HTMLElement,
  problems: HTMLElement,
  scene: () => Scene,
  { typed, settled }: SearchEvents,
): SearchField {
  const input = root.querySelector('input');
  const list = root.querySelector<HTMLElement>('[role="listbox"]');
  if (input === null || list === null) throw new Error('the page lacks a part of the search field');
  let entries: readonly Suggestion[] = [];
  let chosen = -1;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let place = { start: 0, end: 0 };

  function draw(): void {
    list?.toggleAttribute('hidden', entries.length === 0);
    input?.setAttribute('aria-expanded', String(entries.length > 0));
    if (chosen >= 0) input?.setAttribute('aria-activedescendant', `suggestion-${chosen}`);
    else input?.removeAttribute('aria-activedescendant');
    if (list === null) return;
    render(
      entries.map(
        ({ insert, hint }, index) =>
          html`<li
            id="suggestion-${index}"
            role="option"
            aria-selected=${index === chosen ? 'true' : 'false'}
            @mousedown=${(event: Event) => {
              event.preventDefault();
              take(index);
            }}
          >
            <span class="insert">${insert}</span
            >${hint === '' ? nothing : html`<span class="hint">${hint}</span>`}
          </li>`,
      ),
      list,
    );
  }

  function close(): void {
    entries = [];
    chosen = -1;
    draw();
  }

  function offer(): void {
    if (input === null) return;
    const found = suggest(input.value, input.selectionStart ?? input.value.length, scene());
    place = found;
    ({ entries } = found);
    chosen = -1;
    draw();
  }

  function offerKeys(): void {
    if (input?.value !== '') return;
    place = { start: 0, end: 0 };
    entries = searchKeys;
    chosen = -1;
    draw();
  }

  function take(index: number): void {
    const entry = entries[index];
    if (entry === undefined || input === null) return;
    const before = input.value.slice(0, place.start) + entry.insert;
    input.value = before + input.value.slice(place.end).trimStart();
    input.setSelectionRange(before.length, before.length);
    clearTimeout(typing);
    typed(input.value);
    settled();
    offer();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && entries.length > 0) close();
    else if (event.key === 'ArrowDown' && entries.length === 0) offerKeys();
    else if (entries.length === 0) return;
    else if (event.key === 'ArrowDown') chosen = (chosen + 1) % entries.length;
    else if (event.key === 'ArrowUp') chosen = (chosen <= 0 ? entries.length : chosen) - 1;
    else if (event.key === 'Enter' && chosen >= 0) take(chosen);
    else return;
    if (entries.length > 0) draw();
    event.preventDefault();
    event.stopPropagation();
  }

  input.addEventListener('input', () => {
    clearTimeout(typing);
    typed(input.value);
    typing = setTimeout(settled, typingPause);
    offer();
  });
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', close);
  return {
    input,
    close,
    show: (text) => {
      clearTimeout(typing);
      input.value = text;
      close();
    },
    showProblems: (words) => {
      problems.hidden = words.length === 0;
      input.setAttribute('aria-invalid', String(words.length > 0));
      render(
        words.map((word) => html`<div>${word}</div>`),
        problems,
      );
    },
  };
}
