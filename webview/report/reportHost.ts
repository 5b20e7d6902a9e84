import type { Finding } from '../../src/core/finding/finding.ts';
import type { Permission } from '../../src/core/probes/observation.ts';
import type { CommandPlace, ReportRequest, ReportState } from '../../src/protocol/reportProtocol.ts';
import type { WebviewHost } from '../shared/webviewHost.ts';

/** The extension behind the report. */
export type ReportHost = WebviewHost<ReportRequest, ReportState>;

/** The raw output of one probe as the report shows it. */
export interface ShownRaw {
  readonly command: string;
  readonly vantage: string;
  readonly text: string;
}

/** What the parts of a report can ask for, and what they know beside the content. */
export interface ReportContext {
  readonly live: boolean;
  readonly held: boolean;
  /** What the user may be asked for, to see more. */
  readonly mayAsk: readonly Permission[];
  /** Raw outputs that were asked for, by the observation's key; `undefined` while one is on its way. */
  readonly raw: ReadonlyMap<string, ShownRaw | undefined>;
  request(request: ReportRequest): void;
  /** Asks for something with the command at a place of the content that is shown. */
  requestCommand(type: 'copy' | 'run-in-terminal', command: CommandPlace): void;
  /** Which of the findings it is. */
  placeOf(finding: Finding): number;
  /** Whether the user's shell can run this command of a finding's repair. */
  isRunnable(finding: number, index: number): boolean;
  /** Shows the raw output of an observation, or hides it again. */
  toggleRaw(key: string): void;
}
