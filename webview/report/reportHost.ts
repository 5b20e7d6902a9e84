import type { Permission } from '../../src/core/probes/observation.ts';
import type { ReportRequest, ReportState } from '../../src/protocol/reportProtocol.ts';
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
  /** Shows the raw output of an observation, or hides it again. */
  toggleRaw(key: string): void;
}
