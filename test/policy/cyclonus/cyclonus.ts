import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { runCommand } from '../../cluster/command.ts';
import type { PolicyCluster } from '../policyCluster.ts';

/** One text a source, one character a destination: `.` allowed, `X` blocked, ` ` where the question has no meaning. */
export interface ConnectionTable {
  readonly ingress: readonly string[];
  readonly egress: readonly string[];
  readonly combined: readonly string[];
}

/** The cluster after one step of a case, and what cyclonus expects of it: one table a port. */
export interface CyclonusStep extends PolicyCluster {
  readonly tables: readonly ConnectionTable[];
}

/** A case that cyclonus generates. */
export interface CyclonusCase {
  readonly description: string;
  readonly tags: readonly string[];
  readonly steps: readonly CyclonusStep[];
}

/** Every case that cyclonus can generate. */
export async function cyclonusCases(program: string): Promise<readonly CyclonusCase[]> {
  return JSON.parse((await runCommand([program, 'cases'])).stdout) as readonly CyclonusCase[];
}

/** What the simulator says about a cluster. */
export interface CyclonusAnswer {
  /** One a port. */
  readonly tables: readonly ConnectionTable[];
  /** What the process computed for the simulation, without reading and writing. */
  readonly nanoseconds: number;
}

/** A running simulator; it answers one cluster after the other. */
export interface CyclonusSimulator extends AsyncDisposable {
  /** @throws Error for policies that no API server accepts */
  simulate(cluster: PolicyCluster): Promise<CyclonusAnswer>;
}

/** Starts the simulator; it ends when it is disposed of. */
export function startCyclonus(program: string): CyclonusSimulator {
  const child = spawn(program, ['simulate'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      resolve();
    });
  });
  return {
    simulate: async (cluster) => {
      child.stdin.write(`${JSON.stringify(cluster)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error('The simulator ended.');
      const answer = JSON.parse(line.value) as CyclonusAnswer & { readonly error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
