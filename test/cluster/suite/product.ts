import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import { runCommand, type CommandResult } from '../command.ts';
import { checkDocument } from './checkDocument.ts';

/** The part of a `podpath/diagnosis/v1` document that the suite judges. */
export interface DiagnosisDocument {
  readonly verdict: string;
  readonly headline: string;
  readonly paths: readonly {
    readonly verdict: string;
    readonly hops: readonly { readonly id: string; readonly status: string }[];
  }[];
  readonly findings: readonly {
    readonly code: string;
    readonly certainty: string;
    readonly summary: string;
    readonly causedBy: readonly string[];
    readonly remediation: { readonly text: string; readonly commands: readonly string[] };
  }[];
  readonly unverified: readonly {
    readonly code?: string;
    readonly probe?: string;
    readonly reason: string;
  }[];
}

/** One answer of the command line. */
export interface Diagnosed {
  readonly exitCode: number;
  readonly document: DiagnosisDocument;
  /** The document as it was printed. */
  readonly text: string;
}

/** Podpath's command line as one user of a cluster runs it. */
export interface Product {
  run(commandArguments: readonly string[]): Promise<CommandResult>;
  /** Starts it and lets it run; whoever starts it ends it. */
  start(commandArguments: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
  /** Asks a question; the answer is held against its schema. */
  diagnose(question: readonly string[], options?: { readonly saveTo?: string }): Promise<Diagnosed>;
}

/** The bundle that users run; `npm run build` makes it. */
export const commandLineFile = join(projectFolder, 'dist', 'cli.js');

/** No diagnosis takes longer: probes end within 20 s each, and few of them wait for one another. */
const timeout = 90_000;

/**
 * The command line with this kubeconfig and nothing else of the caller's configuration.
 * @param folder becomes its home
 */
export function productFor(
  kubeconfig: string,
  folder: string,
  program: string,
  signal: AbortSignal,
): Product {
  mkdirSync(folder, { recursive: true });
  const { PATH } = process.env;
  const env = { ...(PATH === undefined ? {} : { PATH }), HOME: folder, KUBECONFIG: kubeconfig };
  const run = (commandArguments: readonly string[]): Promise<CommandResult> =>
    runCommand([process.execPath, program, ...commandArguments], {
      env,
      signal,
      timeout,
      allowFailure: true,
    });
  return {
    run,
    start: (commandArguments) =>
      spawn(process.execPath, [program, ...commandArguments], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    diagnose: async (question, { saveTo } = {}) => {
      const save = saveTo === undefined ? [] : ['--save', saveTo];
      const asked = ['diagnose', ...question, '--output', 'json', ...save];
      const { exitCode, stdout, stderr } = await run(asked);
      const fail = (what: string): Error =>
        new Error(`\`podpath ${asked.join(' ')}\` ${what}\n${stderr.trim().slice(-3000)}`);
      if (stdout.trim() === '') throw fail(`printed nothing and ended with exit status ${String(exitCode)}`);
      let document: unknown;
      try {
        document = JSON.parse(stdout);
      } catch (error) {
        throw fail(`printed no JSON: ${(error as Error).message}`);
      }
      const errors = checkDocument('diagnosis.v1', document);
      if (errors !== '') throw fail(`printed a document that is not as its schema says: ${errors}`);
      return { exitCode, document: document as DiagnosisDocument, text: stdout };
    },
  };
}
