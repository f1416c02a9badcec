import type { ChatClient } from '@agent-chat/client';
import { textOf } from '@agent-chat/protocol';

/** What a person has sent in a conversation and the server does not have, the oldest first. */
export function unsentTexts(client: ChatClient): readonly string[] {
  return client
    .getState()
    .pending.flatMap((command) => (command.method === 'sendMessage' ? [textOf(command.params.parts)] : []));
}
