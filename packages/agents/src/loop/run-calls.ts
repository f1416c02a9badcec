import type { RunnerInput } from '@agent-chat/core';
import type { AgentSetup } from './agent-setup.js';
import { type CallOutcome, runCall } from './run-call.js';
import type { LoggedCall } from './transcript.js';

/** More would be more than a server of tools is likely to take. */
const MAX_AT_ONCE = 8;

/**
 * Which of the calls that wait run next: the first, and those right behind it where all of them only
 * read. One that may change something runs alone, after what stands before it.
 */
export function nextCalls(calls: readonly LoggedCall[], { tools }: Pick<AgentSetup, 'tools'>): LoggedCall[] {
  const waiting = calls.filter(({ status }) => status === 'called' || status === 'started');
  const onlyReads = ({ name }: LoggedCall): boolean => tools.get(name)?.traits.readOnly ?? false;
  const end = waiting.findIndex((call) => !onlyReads(call));
  const reading = end === -1 ? waiting.length : end;
  return waiting.slice(0, Math.max(1, Math.min(reading, MAX_AT_ONCE)));
}

export type RanCall =
  | { readonly call: LoggedCall; readonly outcome: CallOutcome }
  | { readonly call: LoggedCall; readonly error: unknown };

/** Runs calls at the same time, and gives what became of each as soon as it is known. */
export async function* runCalls(
  calls: readonly LoggedCall[],
  setup: AgentSetup,
  input: RunnerInput,
): AsyncGenerator<RanCall, void> {
  const running = new Map(
    calls.map((call) => [
      call.toolCallId,
      runCall(call, setup, input).then(
        (outcome): RanCall => ({ call, outcome }),
        (error: unknown): RanCall => ({ call, error }),
      ),
    ]),
  );
  while (running.size > 0) {
    const ran = await Promise.race(running.values());
    running.delete(ran.call.toolCallId);
    yield ran;
  }
}
