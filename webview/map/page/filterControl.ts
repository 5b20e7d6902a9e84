import type { MapFilter, MapLens, MapMark } from '../../../src/protocol/mapProtocol.ts';
import { toggleFolding } from '../scene/scene.ts';

/** What the map is asked to show: by hand, and what zooming opens beside it. */
export class FilterControl {
  readonly #changed: (otherPicture: boolean) => void;
  #lens: MapLens;
  #text: string;
  #subject: string | undefined;
  #byHand: readonly string[];
  #opened: readonly string[];
  /** The picture that was told of last: typing runs ahead of it. */
  #toldPicture: string;

  /** @param changed whether it is another picture, placed from nothing, or more or less of the same */
  constructor(
    filter: MapFilter | undefined,
    opened: readonly string[],
    changed: (otherPicture: boolean) => void,
  ) {
    this.#lens = filter?.lens ?? 'services';
    this.#text = filter?.text ?? '';
    this.#subject = filter?.subject;
    this.#opened = opened;
    this.#byHand = (filter?.unfolded ?? []).filter((id) => !opened.includes(id));
    this.#changed = changed;
    this.#toldPicture = this.picture;
  }

  /** Tells of a change, and with it of what was typed and not told of yet. */
  #tell(): void {
    const { picture } = this;
    const isOther = picture !== this.#toldPicture;
    this.#toldPicture = picture;
    this.#changed(isOther);
  }

  get filter(): MapFilter {
    return {
      lens: this.#lens,
      text: this.#text,
      ...(this.#subject === undefined ? {} : { subject: this.#subject }),
      unfolded: [...this.#byHand, ...this.#opened],
    };
  }

  /** What tells one picture from another. */
  get picture(): string {
    return JSON.stringify([this.#lens, this.#text.trim(), this.#subject ?? '']);
  }

  get opened(): readonly string[] {
    return this.#opened;
  }

  /** Groups that a person has folded. */
  get closed(): ReadonlySet<string> {
    return new Set(this.#byHand.filter((id) => id.startsWith('-')).map((id) => id.slice(1)));
  }

  /**
   * Takes what a person types, key by key, without telling of it: {@link settle} does when typing pauses. The text counts
   * from now on, so no other change that comes meanwhile brings back the one before.
   */
  type(text: string): void {
    this.#text = text;
  }

  /** Tells of what was typed. */
  settle(): void {
    if (this.picture !== this.#toldPicture) this.#tell();
  }

  setText(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#tell();
  }

  /** Another lens; a subject belongs to the lens `policies`. */
  show(lens: MapLens, subject?: string): void {
    if (lens === this.#lens && subject === this.#subject) return;
    this.#lens = lens;
    this.#subject = subject;
    this.#tell();
  }

  toggle(mark: MapMark): void {
    this.#opened = this.#opened.filter((id) => id !== mark.id);
    this.#byHand = toggleFolding(this.#byHand, mark);
    this.#tell();
  }

  /** Unfolds groups in the order given, and shows all kinds of things again. */
  unfoldTo(groups: readonly string[]): void {
    const known = new Set([...groups, ...groups.map((group) => `-${group}`)]);
    this.#byHand = [...this.#byHand.filter((id) => !known.has(id)), ...groups];
    this.#text = '';
    this.#tell();
  }

  /** What zooming opens and closes. */
  zoom(unfold: string | undefined, fold: readonly string[]): void {
    if (unfold === undefined && fold.length === 0) return;
    const kept = this.#opened.filter((id) => !fold.includes(id));
    this.#opened = unfold === undefined ? kept : [...kept, unfold];
    this.#tell();
  }

  /** One step back: out of the subject, the text, the last folding. Says whether there was one. */
  undo(): boolean {
    if (this.#text !== '') this.setText('');
    else if (this.#subject !== undefined) this.show(this.#lens);
    else if (this.#byHand.length > 0) {
      this.#byHand = this.#byHand.slice(0, -1);
      this.#tell();
    } else return false;
    return true;
  }
}
