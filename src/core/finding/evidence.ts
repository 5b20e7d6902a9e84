import type { Evidence } from './finding.ts';
import type { ObjectReference } from '../model/reference.ts';
import { joinCommand } from '../probes/commandLine.ts';
import { describeVantage, type Observation } from '../probes/observation.ts';
import { withoutEndMark } from '../probes/probeOutput.ts';

/** Characters of a probe's output that an excerpt keeps; the whole stays one click away. */
const excerptLength = 600;

/** Evidence from the API: what an object says, and the command that shows it. */
export function apiEvidence(reference: ObjectReference, excerpt: string): Evidence {
  const namespace = reference.namespace === undefined ? [] : ['-n', reference.namespace];
  return {
    source: 'api',
    vantage: 'API server',
    command: joinCommand(['kubectl', 'get', ...namespace, reference.kind, reference.name, '-o', 'yaml']),
    excerpt,
  };
}

/** Evidence from a list of the API, where the absence of an object is the point. */
export function apiListEvidence(arguments_: readonly string[], excerpt: string): Evidence {
  return {
    source: 'api',
    vantage: 'API server',
    command: joinCommand(['kubectl', 'get', ...arguments_]),
    excerpt,
  };
}

/** Evidence from a probe: its command and the part of its output that matters. */
export function probeEvidence(observation: Observation, excerpt?: string): Evidence {
  const text = excerpt ?? `${withoutEndMark(observation.stdout)}${observation.stderr}`;
  return {
    source: 'probe',
    vantage: describeVantage(observation.vantage),
    command: observation.command,
    excerpt: text.length > excerptLength ? `${text.slice(0, excerptLength)} …` : text,
    observation: observation.key,
  };
}
