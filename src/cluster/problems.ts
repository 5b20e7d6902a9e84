import { ConnectionError } from '../app/ports.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';

/** The API server answered, and not with success. `message` is the server's own, made fit to be shown (serverText.ts). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The machine-readable reason of the Status object (`Forbidden`, `Expired`, …); '' when there is none. */
  readonly reason: string;
  /** When the server wants to be asked again, in milliseconds; absent when it does not say. */
  readonly retryAfterMilliseconds?: number;

  constructor(status: number, reason: string, message: string, retryAfterMilliseconds?: number) {
    super(message);
    this.status = status;
    this.reason = reason;
    if (retryAfterMilliseconds !== undefined) this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** The answer took longer than the caller wanted to wait. */
export class RequestTimeout extends Error {
  override readonly name = 'RequestTimeout';
}

/**
 * The API server answered with success, and with something that cannot be used: too much, not what was asked for, or without end.
 * `message` says what in our own words, in the middle of a sentence.
 */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
  readonly why: 'too-large' | 'wrong';

  /** @param why `too-large`: less could be asked for. */
  constructor(message: string, why: 'too-large' | 'wrong' = 'wrong') {
    super(message);
    this.why = why;
  }
}

/** What Node or undici threw, by its code alone: their messages quote headers, addresses and passwords. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  /** `ECONNREFUSED`, `UND_ERR_SOCKET`, …; '' when there was none. */
  readonly code: string;

  constructor(code: string) {
    super(code === '' ? 'the request failed' : `the request failed (${code})`);
    this.code = code;
  }
}

/** Codes of Node's TLS and OpenSSL's verification (node:tls, "X509 certificate error codes"). */
const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not one that the kubeconfig names',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate authority is not one that the kubeconfig names',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate authority is not one that the kubeconfig names',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate authority is not one that the kubeconfig names',
  CERT_SIGNATURE_FAILURE: 'its certificate authority is not the one that the kubeconfig names',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for other names than the one in the kubeconfig',
};

/** Codes of OpenSSL that have a usual cause. */
const tlsProblems: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a client certificate',
};

/** Codes of Node and of undici that mean: nothing answers there. */
const unreachableProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses the connection',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved at the moment',
  ETIMEDOUT: 'it does not answer in time',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to its network',
  EHOSTDOWN: 'its host is down',
  ECONNRESET: 'it closed the connection',
  ECONNABORTED: 'it closed the connection',
  EPIPE: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of an answer',
  UND_ERR_ABORTED: 'a proxy in between refuses the connection',
  UND_ERR_PRX_CONN: 'the proxy of the kubeconfig refuses the connection',
  UND_ERR_PRX_TLS: 'the proxy of the kubeconfig cannot be reached',
};

/** An error and everything that it was caused by; connection attempts to several addresses fail as one error of many. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && chain.length < 16) {
    const next = waiting.shift();
    if (!(next instanceof Error) || chain.includes(next)) continue;
    chain.push(next);
    waiting.push(next.cause, ...(next instanceof AggregateError ? (next.errors as unknown[]) : []));
  }
  return chain;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Codes that TLS and OpenSSL give to everything that is no certificate's fault. */
const tlsCode = /^ERR_(SSL|OSSL|TLS)|^EPROTO$/;

/** An error of Node or undici without its words; of several codes the one that says most. What is ours already stays. */
export function networkErrorOf(error: unknown): NetworkError {
  if (error instanceof NetworkError) return error;
  const codes = chainOf(error)
    .map(codeOf)
    .filter((code) => /^[A-Z][A-Z0-9_]{1,60}$/.test(code));
  const telling = codes.find(
    (code) => code in certificateProblems || code in unreachableProblems || tlsCode.test(code),
  );
  return new NetworkError(telling ?? codes[0] ?? '');
}

/** Whether an error is the consequence of an abort that the caller asked for. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && !(error instanceof ApiError);
}

function problemOfStatus({ status, message }: ApiError, server: string): ConnectionProblem {
  switch (status) {
    case 401:
      return {
        kind: 'unauthorized',
        message: `The API server ${server} does not accept these credentials (401).`,
        advice:
          'They have expired or belong to another cluster. Log in again as you do for kubectl, or choose another context.',
      };
    case 403:
      // What the API server calls whoever shows no credentials that it knows.
      if (message.includes('"system:anonymous"')) {
        return {
          kind: 'forbidden',
          message: `The API server ${server} does not know who is asking (403): ${message}`,
          advice:
            'The user of the context has no credentials, or none for this server: log in, or choose another context.',
        };
      }
      return {
        kind: 'forbidden',
        message: `The API server ${server} does not allow this (403): ${message}`,
        advice: 'Ask for a role that may get, list and watch it, or choose a namespace where you may.',
      };
    case 429:
    case 503:
      return {
        kind: 'unreachable',
        message: `The API server ${server} is not ready to answer (${status}): ${message}`,
        advice: 'It is starting or overloaded. Podpath asks again by itself.',
      };
    default:
      return {
        kind: 'failed',
        message: `The API server ${server} answered ${status}: ${message}`,
        advice:
          'Check that the server of the context is a Kubernetes API server, and that no proxy stands in between.',
      };
  }
}

/**
 * What went wrong between us and the API server, in plain words: our own, but for what {@link ApiError} quotes. Messages of fetch, of
 * TLS and of whatever else was thrown are never shown: they quote what they were given.
 * @param server `https://host:port`
 */
export function problemOf(error: unknown, server: string): ConnectionProblem {
  if (error instanceof ConnectionError) return error.problem;
  if (error instanceof ApiError) return problemOfStatus(error, server);
  if (error instanceof UnusableAnswer) {
    return {
      kind: 'failed',
      message: `The API server ${server} cannot be used as it answers: ${error.message}.`,
      advice:
        'Check that the server of the context is a Kubernetes API server, and that no proxy stands in between.',
    };
  }
  const unreachable = (why: string): ConnectionProblem => ({
    kind: 'unreachable',
    message: `The API server ${server} cannot be reached: ${why}.`,
    advice:
      'Check that the cluster runs, that a VPN it may need is up, and that the server of the context is right.',
  });
  if (error instanceof RequestTimeout) return unreachable('it does not answer in time');
  const { code } = networkErrorOf(error);
  const certificate = certificateProblems[code];
  if (certificate !== undefined) {
    return {
      kind: 'tls',
      message: `The certificate of the API server ${server} is not trusted: ${certificate}.`,
      advice:
        'Check certificate-authority and server of the context. If a proxy that inspects TLS stands in between, its authority has to be in the kubeconfig.',
    };
  }
  if (tlsCode.test(code)) {
    const why = tlsProblems[code] ?? `the TLS handshake fails (${code})`;
    return {
      kind: 'tls',
      message: `No secure connection to the API server ${server}: ${why}.`,
      advice:
        'Check that the server of the context speaks TLS on this port, and the client certificate of its user.',
    };
  }
  const why = unreachableProblems[code];
  if (why !== undefined) return unreachable(why);
  return {
    kind: 'failed',
    message: `The API server ${server} cannot be used: the request failed${code === '' ? '' : ` (${code})`}.`,
    advice:
      'Try `kubectl get --raw /readyz` with the same context: it tells whether the cluster or Podpath is at fault.',
  };
}
