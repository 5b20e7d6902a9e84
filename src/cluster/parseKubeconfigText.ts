import { isRecord, type RawObject } from '../core/model/readField.ts';
import { readKubernetesYaml } from '../core/text/readKubernetesYaml.ts';
import { findYamlLimitProblem } from '../core/text/yamlLimits.ts';
import type { FailKubeconfig } from './parseKubeconfigFields.ts';

/**
 * The object that a kubeconfig's text is: the first document of YAML as Kubernetes reads it. What fails never quotes the text,
 * which may hold a key or a token.
 */
export function parseKubeconfigText(text: string, fail: FailKubeconfig): RawObject {
  const limit = findYamlLimitProblem(text);
  if (limit !== undefined) return fail(`is not read: ${limit.message} (line ${limit.line})`);
  const { value, problem } = readKubernetesYaml(text.replace(/^\uFEFF/, ''));
  if (problem !== undefined) {
    // The parser's own words quote the line.
    return fail(`is no valid YAML${/ \(line \d+\)$/.exec(problem)?.[0] ?? ''}`);
  }
  // An empty file is what `kubectl config unset` leaves behind.
  if (value === undefined) return {};
  return isRecord(value) ? value : fail('is no kubeconfig');
}
