import { countOf } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { isGroup, type SceneChange } from '../scene/scene.ts';

/** More changes than this at once are counted instead of told one by one. */
const toldOneByOne = 3;
/** A screen reader is not given more often than this something to say, in milliseconds. */
const breath = 3_000;

function noun({ objectKind, kind }: MapMark): string {
  return objectKind === 'Rest' ? 'thing' : kind === 'pod' ? 'pod' : objectKind;
}

/** `12 pods changed in shop`: marks by kind and namespace, those with the most first. */
function countedWords(marks: readonly MapMark[], verb: string): string[] {
  const groups = new Map<string, { readonly noun: string; readonly where: string; count: number }>();
  for (const mark of marks) {
    const where = isGroup(mark) || mark.namespace === '' ? '' : ` in ${mark.namespace}`;
    const key = `${noun(mark)}${where}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { noun: noun(mark), where, count: 1 });
    else known.count += 1;
  }
  const sorted = [...groups.values()].sort((left, right) => right.count - left.count);
  const told = sorted
    .slice(0, toldOneByOne)
    .map(({ noun: what, where, count }) => `${countOf(count, what)} ${verb}${where}`);
  const rest = sorted.slice(toldOneByOne).reduce((sum, { count }) => sum + count, 0);
  return rest === 0 ? told : [...told, `${countOf(rest, 'more thing')} ${verb}`];
}

/** What a screen reader hears after a change: states that turned first, then what came and went. '' for nothing to say. */
export function changeWords({
  added,
  removed,
  turned,
  whole,
}: Omit<SceneChange, 'edges' | 'structural'>): string {
  if (whole) return '';
  const told = turned.filter(({ mark }) => !isGroup(mark)).map(({ mark }) => mark);
  const words =
    told.length <= toldOneByOne
      ? told.map((mark) => {
          const reason = mark.stateReason === '' ? `is ${mark.state}` : mark.stateReason;
          return `${mark.objectKind} ${mark.name}: ${mark.state === 'ok' ? 'ok again' : reason}`;
        })
      : countedWords(told, 'changed');
  return [...words, ...countedWords(added, 'appeared'), ...countedWords(removed, 'disappeared')].join('. ');
}

/** Tells changes in words, not more often than somebody can listen: what happens meanwhile is told together. */
export class Announcer {
  readonly #say: (words: string) => void;
  #turned = new Map<string, SceneChange['turned'][number]>();
  #added = new Map<string, MapMark>();
  #removed = new Map<string, MapMark>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (words: string) => void) {
    this.#say = say;
  }

  hear({ added, removed, turned, whole }: SceneChange): void {
    if (whole) return;
    for (const mark of added) if (!this.#removed.delete(mark.id)) this.#added.set(mark.id, mark);
    for (const mark of removed) if (!this.#added.delete(mark.id)) this.#removed.set(mark.id, mark);
    for (const turn of turned) {
      const before = this.#turned.get(turn.mark.id)?.before ?? turn.before;
      // What is back where it was is no news.
      if (before === turn.mark.state) this.#turned.delete(turn.mark.id);
      else this.#turned.set(turn.mark.id, { mark: turn.mark, before });
    }
    if (this.#timer === undefined) this.#tell();
  }

  #tell(): void {
    const words = changeWords({
      added: [...this.#added.values()],
      removed: [...this.#removed.values()],
      turned: [...this.#turned.values()],
      whole: false,
    });
    this.#turned = new Map();
    this.#added = new Map();
    this.#removed = new Map();
    this.#timer = undefined;
    if (words === '') return;
    this.#say(words);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, breath);
  }
}
