import { parseAllDocuments } from 'yaml';
import { isRecord, type RawObject } from '../core/model/readField.ts';
import { kubernetesYamlTags } from '../core/text/kubernetesYaml.ts';
import { findYamlLimitProblem } from '../core/text/yamlLimits.ts';
import type { FailKubeconfig } from './parseKubeconfigFields.ts';

/**
 * The object that a kubeconfig's text is: the first document of YAML, with the types that Kubernetes gives to plain scalars.
 * What fails never quotes the text, which may hold a key or a token.
 */
export function parseKubeconfigText(text: string, fail: FailKubeconfig): RawObject {
  const limit = findYamlLimitProblem(text);
  if (limit !== undefined) return fail(`is not read: ${limit.message} (line ${limit.line})`);
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    logLevel: 'silent',
    prettyErrors: true,
    schema: 'failsafe',
    customTags: kubernetesYamlTags,
    merge: true,
    // As client-go: the last one counts. Comparing each key with each other costs the square of their number.
    uniqueKeys: false,
  });
  // An empty file is what `kubectl config unset` leaves behind. Documents after the first are not read.
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return {};
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    // The message of the parser quotes the line; its code does not.
    const line = problem.linePos?.[0].line;
    const place = line === undefined ? '' : ` (line ${line})`;
    return fail(`is no valid YAML${place}: ${problem.code.toLowerCase().replaceAll('_', ' ')}`);
  }
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 1000 });
  } catch {
    return fail('cannot be read: an alias has no anchor, or stands for too much');
  }
  if (raw === null || raw === undefined) return {};
  return isRecord(raw) ? raw : fail('is no kubeconfig');
}
