import { urlPart } from '../core/text/urlPart.ts';
import type { ExecRequest, ExecResult } from '../app/ports.ts';
import { isRecord, readEach, readNonEmptyText, readRecord, readText } from '../core/model/readField.ts';
import { type ExecTranscript, runExecSocket } from './execSocket.ts';
import { ApiError, isAbort, problemOf, RequestTimeout } from './problems.ts';
import type { Transport } from './transport.ts';

/** Far more than any probe prints; what prints more is no probe of ours. */
const maximumOutput = 4 * 1024 * 1024;

/** In so much of a message a runtime says that it cannot run something. */
const maximumMissing = 8 * 1024;

/**
 * How runtimes say that the program is not there: runc's "executable file not found in $PATH" and "no such file or
 * directory", for which containerd and CRI-O report an internal error and Docker exit code 126.
 */
const missingProgram = /executable file not found|(?:stat|exec|fork\/exec) \S+: no such file or directory/i;

function pathOf({ namespace, pod, container, argv }: ExecRequest): string {
  const query = new URLSearchParams([
    ['container', container],
    ['stdout', 'true'],
    ['stderr', 'true'],
    ...argv.map((word): [string, string] => ['command', word]),
  ]);
  return `/api/v1/namespaces/${urlPart(namespace)}/pods/${urlPart(pod)}/exec?${query.toString()}`;
}

/** Reads the Status object (meta/v1) that ends an exec: success, an exit code, or why there was none. */
function resultOf(
  { stdout, stderr, status, overflow }: ExecTranscript,
  program: string,
  clean: (text: string) => string,
): ExecResult {
  const missing: ExecResult = { kind: 'missing', reason: `the container has no program ${program}` };
  if (overflow) {
    return { kind: 'failed', reason: `it printed more than ${maximumOutput / 1024 / 1024} MB and was ended` };
  }
  if (status === undefined) return { kind: 'failed', reason: 'the connection ended before the program did' };
  let raw: unknown;
  try {
    raw = JSON.parse(status);
  } catch {
    raw = undefined;
  }
  if (!isRecord(raw)) return { kind: 'failed', reason: 'the server did not say how the program ended' };
  if (readText(raw, 'status') === 'Success') return { kind: 'exited', exitCode: 0, stdout, stderr };
  const said = readNonEmptyText(raw, 'message') ?? 'the server does not say why it failed';
  const [exitCode] = readEach(
    readRecord(raw, 'details'),
    'causes',
    () => undefined,
    (cause) => (readText(cause, 'reason') === 'ExitCode' ? Number(readText(cause, 'message')) : undefined),
  );
  if (exitCode !== undefined && Number.isInteger(exitCode)) {
    const printed = `${stdout}${stderr}`.slice(0, maximumMissing);
    if (exitCode >= 126 && printed.includes('OCI runtime exec failed') && missingProgram.test(printed)) {
      return missing;
    }
    return { kind: 'exited', exitCode, stdout, stderr };
  }
  return missingProgram.test(said.slice(0, maximumMissing))
    ? missing
    : { kind: 'failed', reason: clean(said) };
}

function failureOf(error: unknown, server: string): ExecResult {
  if (error instanceof RequestTimeout) return { kind: 'timeout', reason: error.message };
  if (error instanceof ApiError && error.status === 403) return { kind: 'forbidden', reason: error.message };
  if (error instanceof ApiError && error.status !== 401) return { kind: 'failed', reason: error.message };
  return { kind: 'failed', reason: problemOf(error, server).message };
}

/** Runs a program in a container. Rejects only when the signal aborts; everything else is told in the result. */
export async function execInContainer(
  transport: Transport,
  request: ExecRequest,
  signal: AbortSignal,
): Promise<ExecResult> {
  const run = async (): Promise<ExecResult> => {
    const { stdout, stderr, ...rest } = await runExecSocket(
      transport,
      pathOf(request),
      maximumOutput,
      request.timeoutMilliseconds,
      signal,
    );
    const transcript = {
      ...rest,
      stdout: transport.withoutSecrets(stdout),
      stderr: transport.withoutSecrets(stderr),
    };
    return resultOf(transcript, request.argv[0] ?? '', (text) => transport.clean(text));
  };
  try {
    try {
      return await run();
    } catch (error) {
      // Refused credentials were forgotten: once more with new ones.
      if (error instanceof ApiError && error.status === 401) return await run();
      throw error;
    }
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    return failureOf(error, transport.server);
  }
}
