import type { Paint } from '../text/terminalStyle.ts';
import type { ReportStatus } from './reportModel.ts';

/** The colours of a status: always beside its symbol, never instead of it. */
export const statusPaints: Readonly<Record<ReportStatus, readonly Paint[]>> = {
  ok: ['green'],
  broken: ['red', 'bold'],
  degraded: ['yellow', 'bold'],
  warning: ['yellow'],
  unknown: ['yellow'],
  'not-applicable': ['dim'],
};
