import { join } from 'node:path';
import type { KubeconfigAnswer, KubeconfigCase } from './kubeconfigCase.ts';

/** The release of client-go that answers; the recorder's go.mod names the same. */
export const clientGoVersion = 'v0.34.4';

/** Where its answers are kept. */
export const recordedFile = join(import.meta.dirname, 'kubeconfigs.expected.json');

/** One question and its answer. */
export interface RecordedKubeconfig {
  readonly case: KubeconfigCase;
  readonly answer: KubeconfigAnswer;
}

export interface KubeconfigRecording {
  /** What lies beside each kubeconfig, by path. */
  readonly besides: Readonly<Record<string, string>>;
  readonly cases: readonly RecordedKubeconfig[];
}

/** One line a case: a change of client-go reads as a change of lines. */
export function formatRecording({ besides, cases }: KubeconfigRecording): string {
  return [
    `{"source":"k8s.io/client-go ${clientGoVersion}, tools/clientcmd and rest",`,
    '"regenerate":"node test/kubeconfig/record.ts",',
    `"besides":${JSON.stringify(besides)},`,
    `"cases":[\n${cases.map((each) => JSON.stringify(each)).join(',\n')}]}\n`,
  ].join('\n');
}
