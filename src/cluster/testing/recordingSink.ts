import type { WatchSink } from '../../app/ports.ts';
import type { ConnectionProblem } from '../../core/model/connection.ts';
import type { SnapshotChange } from '../../core/model/snapshotChange.ts';
import type { CollectionSink, CollectionState } from '../watchResource.ts';

function describeChange(change: SnapshotChange): string {
  switch (change.type) {
    case 'upsert':
      return `upsert ${change.object.name}`;
    case 'delete':
      return `delete ${change.name}`;
    case 'replace':
      return `replace ${change.objects.map(({ name }) => name).join(' ')}`.trim();
    case 'coverage': {
      const { state, namespaces } = change.coverage;
      return `${change.resource} ${state}${namespaces === undefined ? '' : ` in ${namespaces.join(' ')}`}`;
    }
  }
}

/** A sink that writes down what it is told, and lets a test wait for a line. */
export class RecordingSink implements WatchSink, CollectionSink {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly reasons: string[] = [];
  #look: (() => void) | undefined;

  /** Resolves when a line was told, now or later; `count` times in all. */
  async until(line: string, count = 1): Promise<void> {
    while (this.lines.filter((told) => told === line).length < count) {
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
  }

  changes(changes: readonly SnapshotChange[]): void {
    for (const change of changes) {
      if (change.type === 'coverage') this.reasons.push(change.coverage.reason ?? '');
      this.#tell(describeChange(change));
    }
  }

  unreadable(errors: readonly string[]): void {
    this.errors.push(...errors);
  }

  problem(problem: ConnectionProblem | undefined): void {
    this.#tell(`problem ${problem?.kind ?? 'none'}`);
  }

  state({ state, reason }: CollectionState): void {
    this.reasons.push(reason ?? '');
    this.#tell(state);
  }

  #tell(line: string): void {
    this.lines.push(line);
    this.#look?.();
  }
}
