import type { Consent } from '../app/privileged/consent.ts';
import type { Permission } from '../core/probes/observation.ts';
import { plainLine } from '../core/text/escape.ts';
import type { ConsentAnswer, ConsentRequest } from '../protocol/consentProtocol.ts';
import type { CliHost } from './cliHost.ts';
import type { Progress } from './progress.ts';

const question = 'Allow it? [o]nce, for this [r]un, ne[v]er in this run, [N]o: ';

const answers: Readonly<Record<string, ConsentAnswer>> = {
  o: 'once',
  once: 'once',
  r: 'run',
  run: 'run',
  v: 'never',
  never: 'never',
  n: 'no',
  no: 'no',
  '': 'no',
};

function describeRequest(request: ConsentRequest, heading: string): string {
  const { details, purposes, manifest } = request;
  const lines = [
    heading,
    ...details.map((detail) => `  ${detail}`),
    ...purposes.map((purpose) => `  To learn ${purpose}.`),
    '',
    request.request,
    ...manifest
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ];
  return `${lines.map(plainLine).join('\n')}\n`;
}

/**
 * Shows on stderr what is to be created, and asks. What was allowed on the command line is shown and not asked about;
 * where nobody can be asked everything else is a no.
 */
export function consentAtTerminal(
  host: CliHost,
  allowed: readonly Permission[],
  progress: Progress,
): Consent {
  return {
    ask: async (request, signal) => {
      progress.clear();
      if (allowed.includes(request.permission)) {
        const heading = `${request.title.replace(/\?$/, '')}, as --allow ${request.permission} says:`;
        host.stderr.write(describeRequest(request, heading));
        return 'once';
      }
      if (host.ask === undefined) return 'no';
      host.stderr.write(describeRequest(request, request.title));
      for (;;) {
        const answer = answers[(await host.ask(question, signal)).trim().toLowerCase()];
        if (answer !== undefined) return answer;
      }
    },
  };
}
