import { changesAbout } from '../../core/changes/changesAbout.ts';
import { changesBefore } from '../../core/changes/changesBefore.ts';
import { type ChangeDocument, fromChangeDocument } from '../../core/documents/changesDocument.ts';
import { renderChanges } from '../../core/report/changesText.ts';
import type { NetworkChange } from '../../core/changes/networkChange.ts';
import { type RecentChanges, changeMilliseconds, recentChanges } from '../../core/changes/recentChanges.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { type ObjectReference, formatReference } from '../../core/model/reference.ts';
import { coverageLines } from '../../core/report/coverageText.ts';
import { plainStyle } from '../../core/text/terminalStyle.ts';
import { ChangeJournal } from './changeJournal.ts';
import type { Clock } from '../ports.ts';
import type { Session } from './session.ts';

/** What a file tells of the time before it was saved. */
export interface Recording {
  /** RFC 3339; when the cluster was like this. */
  readonly asOf: string;
  /** What a case file holds; without it the objects' own last writes are told. */
  readonly changes?: readonly NetworkChange[];
}

/** What a snapshot or case file tells of the time before it was saved. */
export function recordingOf(asOf: string, changes: readonly ChangeDocument[] | undefined): Recording {
  if (changes === undefined) return { asOf };
  return { asOf, changes: changes.flatMap((change) => fromChangeDocument(change) ?? []) };
}

/** What changed on the cluster of one session: watched while it is live, as it was recorded when it is a file. */
export class SessionChanges {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #recording: Recording | undefined;
  readonly #journal = new ChangeJournal();

  constructor(session: Session, clock: Clock, recording: Recording | undefined) {
    this.#session = session;
    this.#clock = clock;
    this.#recording = recording;
    if (recording !== undefined) return;
    session.onChange(() => {
      this.#journal.observe(session.current());
    });
  }

  /** What changed in the last ten minutes, or in the ten minutes before a recording; of one thing when it is given. */
  recent(subject?: ObjectReference): RecentChanges {
    const snapshot = this.#session.current();
    const all =
      this.#recording === undefined
        ? recentChanges(snapshot, this.#journal.watched(), this.#clock.now())
        : this.#ofRecording(this.#recording);
    if (subject === undefined) return all;
    return { ...all, changes: all.changes.filter(changesAbout(snapshot, subject)) };
  }

  /** What had changed about the objects of a diagnosis of this cluster, for its report. */
  before({ question, asOf }: Pick<Diagnosis, 'question' | 'asOf'>): ReturnType<typeof changesBefore> {
    return changesBefore(question, this.#session.current(), this.recent().changes, asOf);
  }

  /** The same as a text to be read in an editor. */
  text(subject?: ObjectReference): string {
    const snapshot = this.#session.current();
    return renderChanges(
      {
        context: snapshot.context,
        ...(subject === undefined ? {} : { about: formatReference(subject) }),
        recorded: this.#recording !== undefined,
        notes: coverageLines(snapshot),
      },
      this.recent(subject),
      { ...plainStyle, width: 96 },
    );
  }

  #ofRecording({ asOf, changes }: Recording): RecentChanges {
    if (changes === undefined) return recentChanges(this.#session.current(), undefined, asOf);
    const since = new Date(Date.parse(asOf) - changeMilliseconds).toISOString();
    return { since, asOf, changes, leftOut: 0 };
  }
}
