import { AgentChatError } from '@agent-chat/protocol';
import type { AgentRunner, RunnerInput, RunnerOutput } from '../../ports/agent-runner.js';

/**
 * Gives `take` what the runner yields, one after the other, until it says that the turn is over or the
 * signal aborts. What the guard policy forbids is thrown at the runner's `yield`, where it may yield
 * something better instead. A runner that ignores its signal does not hold the turn: its end is not waited
 * for, and a fault in it goes to `onLateFault`.
 */
export async function takeOutputs(
  runner: AgentRunner,
  input: RunnerInput,
  /** Whether the turn is over. */
  take: (output: RunnerOutput) => Promise<boolean>,
  onLateFault: (error: unknown) => void,
): Promise<void> {
  const { signal } = input;
  const iterator = runner.run(input)[Symbol.asyncIterator]();
  let ask = (): Promise<IteratorResult<RunnerOutput>> => iterator.next();
  try {
    while (!signal.aborted) {
      const next = await raceAbort(ask(), signal);
      if (next === 'aborted' || next.done) return;
      ask = () => iterator.next();
      try {
        if (await take(next.value)) return;
      } catch (error) {
        const refuse = iterator.throw?.bind(iterator);
        if (!isPolicyViolation(error) || refuse === undefined) throw error;
        ask = () => refuse(error);
      }
    }
  } finally {
    void iterator.return?.()?.catch(onLateFault);
  }
}

/** The guard policy forbids what was yielded: nothing of it was logged. */
export function isPolicyViolation(error: unknown): error is AgentChatError {
  return AgentChatError.isInstance(error) && error.code === 'PolicyViolation';
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve('aborted');
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
