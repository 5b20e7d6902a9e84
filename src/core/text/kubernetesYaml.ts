import type { ScalarTag, Tags } from 'yaml';

/** Integers of Go's strconv.ParseInt with base 0, which takes the base from the prefix. */
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinite = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;

/** The number that a plain scalar is for Kubernetes; `undefined` when it is a text. */
function plainNumber(text: string): number | undefined {
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (notANumber.test(text)) return Number.NaN;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const [matched, sign, hexadecimal, binary, octal, decimal] = integer.exec(plain) ?? [];
  if (matched !== undefined) {
    const size =
      hexadecimal !== undefined
        ? Number.parseInt(hexadecimal, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : octal !== undefined
            ? Number.parseInt(octal, 8)
            : Number(decimal);
    // Never -0, which JSON has not.
    return sign === '-' ? 0 - size : size;
  }
  // Go has no float for 1e400 and keeps the text.
  return float.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

const nothing: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: /^(?:~|[Nn]ull|NULL)?$/,
  resolve: () => null,
};

const truth: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yY]|[yY]es|YES|[tT]rue|TRUE|[oO]n|ON|[nN]|[nN]o|NO|[fF]alse|FALSE|[oO]ff|OFF)$/,
  resolve: (text) => /^(?:[yYtT]|[oO][nN]$)/.test(text),
};

const number: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+.0-9]/,
  resolve: (text) => plainNumber(text) ?? text,
};

/**
 * The types of plain scalars as Kubernetes and kubectl read them: go.yaml.in/yaml/v2 (resolve.go), which sigs.k8s.io/yaml
 * uses. YAML 1.1, but without sexagesimal numbers and with dates as texts: `yes` and `n` are booleans, `017` and `1_000` are
 * numbers, `1:30` and `2020-01-01` are texts. For the option `customTags` of `yaml`, with the schema `failsafe`.
 */
export const kubernetesYamlTags: Tags = [nothing, truth, number];
