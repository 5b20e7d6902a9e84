import { redactSecrets } from '../../core/text/redactSecrets.ts';

const loopback = /(?:^|[^0-9.])(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\]|::1)(?![0-9.])/;

/** A text that tells a program to listen on a loopback address, as long as it says nothing secret beside. */
export function isListenSetting(text: unknown): text is string {
  return typeof text === 'string' && loopback.test(text) && redactSecrets(text) === text;
}
