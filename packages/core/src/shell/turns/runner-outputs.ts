import type { AgentRunner, RunnerInput, RunnerOutput } from '../../ports/agent-runner.js';

/**
 * What the runner yields, until its signal aborts. A runner that ignores its signal does not hold
 * the turn: its end is not waited for, and a fault in it goes to `onLateFault`.
 */
export async function* runnerOutputs(
  runner: AgentRunner,
  input: RunnerInput,
  onLateFault: (error: unknown) => void,
): AsyncGenerator<RunnerOutput, void, undefined> {
  const { signal } = input;
  const iterator = runner.run(input)[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const next = await raceAbort(iterator.next(), signal);
      if (next === 'aborted' || next.done) return;
      yield next.value;
    }
  } finally {
    void iterator.return?.()?.catch(onLateFault);
  }
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve('aborted');
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
