import type { ChatClient } from '@agent-chat/client';
import { textOf } from '@agent-chat/protocol';
import { sessionDraftText } from '../composer/draft-text.js';

/** What a person has written in a conversation that the server does not have, the oldest first. */
export function unsentText(client: ChatClient): string {
  const messages = client
    .getState()
    .pending.flatMap((command) => (command.method === 'sendMessage' ? [textOf(command.params.parts)] : []));
  return [...messages, sessionDraftText.load(client.conversationId)]
    .filter((text) => text !== '')
    .join('\n\n');
}
