import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A program that tells about processes answers at once, or the machine has other troubles. */
const timeoutMilliseconds = 10_000;

function run(file: string, words: readonly string[]): Promise<string | undefined> {
  const options = { timeout: timeoutMilliseconds, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  return new Promise((resolve) => {
    execFile(file, [...words], options, (error, stdout) => {
      const text = stdout.trim();
      resolve(error !== null || text === '' ? undefined : text);
    });
  });
}

/**
 * Of proc(5) /proc/PID/stat: field 22, the start in clock ticks since the boot, so that the boot belongs to it. The name of the
 * program, in parentheses, may hold spaces and parentheses itself: fields are counted from the last one.
 */
async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

/**
 * When a process was started, in the words of its system: two processes that had the same number one after the other differ in
 * it. `undefined` where there is no such process, or the system does not say.
 */
export function startOfProcess(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (platform === 'linux') return startOnLinux(pid);
  if (platform === 'win32') {
    const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
    return run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
  }
  return run('ps', ['-o', 'lstart=', '-p', String(pid)]);
}
