import {
  type AgentRunner,
  createMemoryEventStore,
  createMemoryStore,
  createOrchestrator,
  type EventStore,
} from '@agent-chat/core';
import type { Caller } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { fastClock, frozenClock } from './frozen-clock.js';

export const TOKEN = 'ada';
const TENANT = 'default';
const ADA: Caller = { kind: 'member', tenant: TENANT, participantId: 'ada' };

/** A real server on a real port, whose ids and times are of the same length in every run. */
export interface ProofServer {
  readonly port: number;
  readonly url: string;
  /** The orchestrator behind it, without a wire. */
  readonly api: ConversationApi;
  /** A new conversation of ada and the agent. */
  create(): Promise<string>;
  /**
   * Answers nobody any more, and lets go of nothing: the end of a process whose connections are broken
   * already. What `close` does is left to do.
   */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface ProofServerOptions {
  readonly events?: EventStore;
  readonly port?: number;
  /** How many ids there are already in `events`. */
  readonly idsBefore?: number;
}

export async function startProofServer(
  agent: AgentRunner,
  options: ProofServerOptions = {},
): Promise<ProofServer> {
  const { events = createMemoryEventStore({ clock: frozenClock, epoch: 'e1' }), port = 0 } = options;
  let ids = options.idsBefore ?? 0;
  const store = { ...createMemoryStore({ clock: frozenClock }), events };
  const orchestrator = createOrchestrator({
    store,
    agents: { bot: agent },
    clock: frozenClock,
    ids: { next: () => idOf((ids += 1)) },
    approversOf: () => ['ada'],
    approvalTtlMs: null,
  });
  await orchestrator.start();
  const server = createServer({
    orchestrator,
    store,
    interfaces: [],
    authenticate: (request) =>
      Promise.resolve(request.headers.get('authorization') === `Bearer ${TOKEN}` ? ADA : null),
    // A poll that waits a second for more text is over after twenty milliseconds.
    clock: fastClock(50),
    limits: {
      heartbeatMs: 2 ** 31 - 1,
      slowAfterMs: 2 ** 31 - 1,
      authenticateWithinMs: 2 ** 31 - 1,
      // All clients are hers, also those whose lines have fallen silent.
      maxConnectionsPerMember: 100_000,
    },
  });
  const listener = await listen({ server, port });
  const api = orchestrator.as(ADA);
  return {
    port: listener.port,
    url: listener.url,
    api,
    async create() {
      const conversationId = idOf((ids += 1));
      await api.call('createConversation', {
        clientRequestId: conversationId,
        conversationId,
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        ],
      });
      return conversationId;
    },
    kill: () => listener.close(),
    async close() {
      await listener.close();
      await orchestrator.close();
    },
  };
}

/** Short, and of one length, whatever the number of runs: every byte of a run is cut. */
function idOf(number: number): string {
  return `z${number.toString(36).padStart(4, '0')}`;
}
