import { AgentChatError } from '@agent-chat/protocol';

/** What whoever gave up by its signal is answered with. */
export function aborted(signal: AbortSignal | undefined): AgentChatError {
  return new AgentChatError('Aborted', 'It was called off by its signal.', { cause: signal?.reason });
}

/** @throws AgentChatError `Aborted` */
export function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}
