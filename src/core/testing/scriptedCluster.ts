import { diagnose } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Question } from '../inquiry/question.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { commandOfRequest } from '../probes/commandLine.ts';
import type { Observation, ProbeOutcome, ProbeRequest } from '../probes/observation.ts';

/** What a scripted probe prints; a bare string is standard output with exit code 0, its end mark may be left out. */
export type ScriptedAnswer = string | { readonly outcome: ProbeOutcome; readonly reason: string };

/** Answers probes without a cluster. */
export type Script = (request: ProbeRequest) => ScriptedAnswer;

/** Rounds after which a diagnosis that still asks is a bug. */
const mostRounds = 20;

function isScript({ action }: ProbeRequest): boolean {
  return action.kind === 'exec' && action.argv[0] === 'sh';
}

function withEndMark(text: string): string {
  return text.endsWith('\n@ end\n') ? text : `${text}\n@ end\n`;
}

/** The observation that a runner would make of this answer. */
export function observe(request: ProbeRequest, answer: ScriptedAnswer): Observation {
  const common = {
    key: request.key,
    probe: request.probe,
    vantage: request.vantage,
    privilege: request.privilege,
    command: commandOfRequest(request),
    at: '2026-01-01T00:00:00.000Z',
    milliseconds: 1,
    stderr: '',
  };
  return typeof answer === 'string'
    ? { ...common, outcome: 'ok', exitCode: 0, stdout: isScript(request) ? withEndMark(answer) : answer }
    : { ...common, outcome: answer.outcome, reason: answer.reason, stdout: '' };
}

/** Runs a diagnosis to its end against a script, and gives the observations that it needed. */
export function diagnoseScripted(
  question: Question,
  snapshot: ClusterSnapshot,
  script: Script,
): { readonly diagnosis: Diagnosis; readonly observations: readonly Observation[] } {
  let observations: readonly Observation[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const { diagnosis, wanted } = diagnose(question, snapshot, observations);
    if (wanted.length === 0) return { diagnosis, observations };
    observations = [...observations, ...wanted.map((request) => observe(request, script(request)))];
  }
  throw new Error(`the diagnosis still asks after ${mostRounds} rounds`);
}
