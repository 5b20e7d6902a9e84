/** Is told one line for each step that takes noticeable time. */
export type Progress = (line: string) => void;

/** A progress that writes to stderr, each line with the seconds since it was made. */
export function consoleProgress(): Progress {
  const start = performance.now();
  return (line) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stderr.write(`[${seconds.padStart(6)} s] ${line}\n`);
  };
}
