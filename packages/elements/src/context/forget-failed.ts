import type { ChatClient, CommandMethod } from '@agent-chat/client';

/** Gives up the commands of this kind that have failed: what is in force is shown, and a person chooses again. */
export function forgetFailed(client: ChatClient, method: CommandMethod): void {
  for (const command of client.getState().pending) {
    if (command.method === method && command.status === 'failed') client.discard(command.clientRequestId);
  }
}
