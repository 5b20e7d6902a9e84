import type { CommandPlace, ReportContent } from '../../protocol/reportProtocol.ts';

/** The findings of a report, as far as there are any. */
function findingsOf(content: ReportContent) {
  const result = content.kind === 'diagnosis' ? content.diagnosis : content.trace;
  return result?.findings ?? [];
}

/** The command that stands at a place of this content; `undefined` when none does. */
export function commandAt(
  content: ReportContent,
  { finding, from, index }: CommandPlace,
): string | undefined {
  const found = findingsOf(content)[finding];
  return from === 'repair' ? found?.remediation.commands[index] : found?.evidence[index]?.command;
}

/** Of each finding the indexes of its repair's commands that fulfil a condition. */
export function repairsThat(
  content: ReportContent,
  condition: (command: string) => boolean,
): readonly (readonly number[])[] {
  return findingsOf(content).map(({ remediation }) =>
    remediation.commands.flatMap((command, index) => (condition(command) ? [index] : [])),
  );
}
