import type { TransportProtocol } from '../../model/transportProtocol.ts';
import type { Labels } from '../../model/labels.ts';

/** One end of a flow, as its observer saw it. */
export interface FlowEnd {
  readonly address?: string;
  readonly pod?: { readonly namespace: string; readonly name: string };
  /** Labels that the observer gave, without prefixes; they outlive the pod. */
  readonly labels?: Labels;
  readonly namespace?: string;
}

/** A connection that somebody saw being opened and answered: source → destination, after translation. */
export interface ObservedFlow {
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  readonly protocol: TransportProtocol;
  /** The destination's port. */
  readonly port: number;
}

/** What a file of flows holds. Every line is a flow, skipped for a reason, or an error. */
export interface ParsedFlows {
  readonly flows: readonly ObservedFlow[];
  /** Lines that are no connection to allow, by reason: `a reply`, `dropped`, … */
  readonly skipped: ReadonlyMap<string, number>;
  /** Lines that could not be read, by line number from 1. */
  readonly errors: readonly { readonly line: number; readonly problem: string }[];
}

/** What one line of a file of flows came to. */
export type FlowLine =
  | { readonly kind: 'flow'; readonly flow: ObservedFlow }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'error'; readonly problem: string };

/** Collects lines; blank ones are nothing. */
export function collectFlows(text: string, readLine: (line: string) => FlowLine): ParsedFlows {
  const flows: ObservedFlow[] = [];
  const skipped = new Map<string, number>();
  const errors: { line: number; problem: string }[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const result = readLine(line);
    if (result.kind === 'flow') flows.push(result.flow);
    else if (result.kind === 'error') errors.push({ line: index + 1, problem: result.problem });
    else skipped.set(result.reason, (skipped.get(result.reason) ?? 0) + 1);
  });
  return { flows, skipped, errors };
}
