import { isRecord, type RawObject } from '../core/model/readField.ts';

/** Says what is wrong with a kubeconfig, as the end of a sentence that begins with its name. */
export type FailKubeconfig = (problem: string) => never;

/**
 * The fields of one object of a kubeconfig, read as Go's decoder reads them into typed fields: null and absent are empty, any
 * other type is an error, unknown fields do not matter. Names are told apart by case.
 */
export interface KubeconfigFields {
  /** '' when absent. */
  text(key: string): string;
  /** As {@link text}, of the last field whose name differs from the key at most in case. */
  textOfAnyCase(key: string): string;
  boolean(key: string): boolean;
  /** Base64, as it stands there. */
  bytes(key: string): string;
  texts(key: string): readonly string[];
  textMap(key: string): Record<string, string>;
  textLists(key: string): Readonly<Record<string, readonly string[]>>;
  /** Empty when absent. */
  object(key: string): KubeconfigFields;
  optional(key: string): KubeconfigFields | undefined;
  list(key: string): readonly KubeconfigFields[];
  /** An object that is handed on as it is. */
  raw(key: string): RawObject | undefined;
}

/** Go's encoding/base64.StdEncoding: padding is needed, line breaks are passed over. */
function isBase64(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

/** @param where the object's own place, such as `users[0].user`; '' for the file */
export function kubeconfigFields(raw: RawObject, fail: FailKubeconfig, where = ''): KubeconfigFields {
  const at = (key: string): string => (where === '' ? key : `${where}.${key}`);
  const wrong = (place: string, what: string): never => fail(`cannot be read: ${place} is no ${what}`);
  const value = (key: string): unknown => (Object.hasOwn(raw, key) ? (raw[key] ?? undefined) : undefined);
  const asText = (found: unknown, place: string): string =>
    typeof (found ?? '') === 'string' ? ((found ?? '') as string) : wrong(place, 'text');
  const asRecord = (found: unknown, place: string): RawObject =>
    isRecord(found ?? {}) ? ((found ?? {}) as RawObject) : wrong(place, 'object');
  const asList = (found: unknown, place: string): readonly unknown[] =>
    Array.isArray(found ?? []) ? ((found ?? []) as readonly unknown[]) : wrong(place, 'list');
  const asTexts = (found: unknown, place: string): readonly string[] =>
    asList(found, place).map((element, index) => asText(element, `${place}[${index}]`));
  const record = (key: string): RawObject => asRecord(value(key), at(key));
  return {
    text: (key) => asText(value(key), at(key)),
    textOfAnyCase: (key) => {
      const same = Object.keys(raw).filter((name) => name.toLowerCase() === key.toLowerCase());
      return asText(value(same.at(-1) ?? key), at(key));
    },
    boolean: (key) => {
      const found = value(key) ?? false;
      return typeof found === 'boolean' ? found : wrong(at(key), 'boolean');
    },
    bytes: (key) => {
      const text = asText(value(key), at(key));
      return isBase64(text) ? text : wrong(at(key), 'base64');
    },
    texts: (key) => asTexts(value(key), at(key)),
    textMap: (key) =>
      Object.fromEntries(
        Object.entries(record(key)).map(([name, found]) => [name, asText(found, `${at(key)}.${name}`)]),
      ),
    textLists: (key) =>
      Object.fromEntries(
        Object.entries(record(key)).map(([name, found]) => [name, asTexts(found, `${at(key)}.${name}`)]),
      ),
    object: (key) => kubeconfigFields(record(key), fail, at(key)),
    optional: (key) => (value(key) === undefined ? undefined : kubeconfigFields(record(key), fail, at(key))),
    list: (key) =>
      asList(value(key), at(key)).map((element, index) => {
        const place = `${at(key)}[${index}]`;
        return kubeconfigFields(asRecord(element, place), fail, place);
      }),
    raw: (key) => {
      const found = value(key);
      return isRecord(found) ? found : undefined;
    },
  };
}
