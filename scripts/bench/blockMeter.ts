/** Looks at what the thread does between the ticks of a timer. */
export interface BlockMeter {
  /**
   * Milliseconds that the thread computed at most without coming back to its timers, since the last call. CPU time, in which
   * other processes have no part; several short tasks between two ticks count as one long.
   */
  longest(): number;
  stop(): void;
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Starts looking, every millisecond when the thread is idle. */
export function startBlockMeter(): BlockMeter {
  let before = threadMilliseconds();
  let longest = 0;
  const timer = setInterval(() => {
    const now = threadMilliseconds();
    longest = Math.max(longest, now - before);
    before = now;
  }, 1);
  return {
    longest: () => {
      const result = longest;
      longest = 0;
      return result;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
