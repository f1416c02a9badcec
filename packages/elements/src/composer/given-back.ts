import { AgentChatError } from '@agent-chat/protocol';

/** What became of a text that waited for a conversation which does not come. */
export function givenBack(): Promise<never> {
  const message = 'There is no conversation to send this to: it is in the field again.';
  return Promise.reject(new AgentChatError('Aborted', message, { retryable: false }));
}
