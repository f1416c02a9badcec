import { AgentChatError, type ErrorCode, type Frame } from '@agent-chat/protocol';
import { type ChatClient, type ChatClientOptions, createChatClient } from '../chat-client.js';
import { ManualEnvironment } from './clients.js';
import { CONVERSATION_ID, created } from './events.js';
import { caughtUp, events, hello } from './frames.js';
import { PuppetTransport, settled } from './puppet-transport.js';

/** A client whose server and whose clock are in a test's hand. */
export interface PuppetClient {
  readonly client: ChatClient;
  readonly transport: PuppetTransport;
  readonly environment: ManualEnvironment;
}

/** A client that has asked for its first connection. */
export function connectingClient(options: Partial<ChatClientOptions> = {}): PuppetClient {
  const transport = new PuppetTransport();
  const environment = new ManualEnvironment();
  const client = createChatClient({
    transport,
    environment,
    conversationId: CONVERSATION_ID,
    backoff: { baseMs: 500, maxMs: 15_000 },
    ...options,
  });
  client.connect();
  return { client, transport, environment };
}

const NEW_CONVERSATION: readonly Frame[] = [hello(), ...events(1, created), caughtUp(1)];

/** A client that has got `frames`: by default it is live in a new conversation. */
export async function liveClient(
  options: Partial<ChatClientOptions> = {},
  frames: readonly Frame[] = NEW_CONVERSATION,
): Promise<PuppetClient> {
  const parts = connectingClient(options);
  parts.transport.connection.push(...frames);
  await settled();
  return parts;
}

/** The id of a pending command: the first, or that at `index`. */
export function requestId({ client }: PuppetClient, index = 0): string {
  return client.getState().pending[index]?.clientRequestId ?? '';
}

/** What a server answers to a message that it has logged at `seq`. */
export function loggedAt(seq: number): { seq: number; messageId: string; queued: boolean } {
  return { seq, messageId: `m${seq}`, queued: false };
}

export function failure(code: ErrorCode, details?: unknown): AgentChatError {
  return new AgentChatError(code, 'No.', { details });
}
