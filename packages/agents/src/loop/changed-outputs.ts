import { isPolicyViolation, type RunnerOutput } from '@agent-chat/core';

/**
 * The outputs of a runner, each as `change` yields it. A `PolicyViolation` that is thrown there is thrown
 * at the runner's own `yield`: it may have something better.
 */
export async function* changedOutputs(
  outputs: AsyncIterable<RunnerOutput>,
  change: (output: RunnerOutput) => AsyncGenerator<RunnerOutput>,
): AsyncGenerator<RunnerOutput> {
  const runner = outputs[Symbol.asyncIterator]();
  let ask = () => runner.next();
  try {
    for (;;) {
      const next = await ask();
      if (next.done) return;
      ask = () => runner.next();
      try {
        yield* change(next.value);
      } catch (error) {
        const refuse = runner.throw?.bind(runner);
        if (!isPolicyViolation(error) || refuse === undefined) throw error;
        ask = () => refuse(error);
      }
    }
  } finally {
    await runner.return?.();
  }
}
