const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a clean end may take before it is no longer waited for. */
const CLEAN_END_MS = 10_000;

/**
 * Calls `stop` on the first Ctrl-C (or the like) and resolves when it has ended. A second one, or
 * an end that does not come, calls `force`.
 */
export function untilStopped(stop: () => Promise<void>, force: (why: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    const onSignal = (): void => {
      if (isStopping) {
        force('Stopped at once.');
        return;
      }
      isStopping = true;
      setTimeout(() => force('The end took too long.'), CLEAN_END_MS).unref();
      stop().then(resolve, reject);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
