import { AgentChatError } from '@agent-chat/protocol';
import { AgentChatErrorEvent } from './report-failure.events.js';

/** Tells the page when a command fails. A client that was closed in the meantime is no failure. */
export function reportFailure(host: EventTarget, command: Promise<unknown> | undefined): void {
  command?.catch((cause: unknown) => {
    const error = AgentChatError.from(cause);
    if (error.code !== 'Aborted') host.dispatchEvent(new AgentChatErrorEvent(error));
  });
}
