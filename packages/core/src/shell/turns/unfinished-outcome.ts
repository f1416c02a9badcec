import type { AgentChatError, Outcome } from '@agent-chat/protocol';

/** How a turn is closed that its runner did not close: it was stopped at once, or it failed. */
export function unfinishedOutcome(why: 'stopped' | AgentChatError | null): Outcome {
  if (why === 'stopped') {
    return {
      status: 'stopped',
      reason: { code: 'stopped', message: 'Stopped at once.', retryable: true },
    };
  }
  const { code, message, retryable } = why ?? {
    code: 'no_answer',
    message: 'The agent ended without an answer.',
    retryable: true,
  };
  return { status: 'failed', reason: { code, message, retryable } };
}
