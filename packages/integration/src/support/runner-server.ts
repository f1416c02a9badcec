import { createOrchestrator } from '@agent-chat/core';
import type { Caller, ConversationEvent } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { type Assets, createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** By the token that they show. */
const CALLERS: Readonly<Record<string, Caller>> = {
  'ada-token': { kind: 'member', tenant: 'default', participantId: 'ada' },
  'bot-token': { kind: 'agent', tenant: 'default', participantId: 'bot' },
  'other-token': { kind: 'agent', tenant: 'default', participantId: 'other' },
};

/** A real server without agents of its own: whoever is to answer comes over the wire. */
export interface RunnerServer {
  readonly url: string;
  readonly folder: string;
  readonly ada: ConversationApi;
  /** The agent, without a wire. */
  readonly bot: ConversationApi;
  create(conversationId: string): Promise<void>;
  say(conversationId: string, text: string): Promise<void>;
  log(conversationId: string): Promise<readonly ConversationEvent[]>;
  close(): Promise<void>;
}

export async function startRunnerServer(leaseMs: number, assets?: Assets): Promise<RunnerServer> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-runner-'));
  const store = await createSqliteStore({ folder });
  const orchestrator = createOrchestrator({ store, leaseMs });
  await orchestrator.start();
  const server = createServer({
    orchestrator,
    store,
    ...(assets && { assets }),
    interfaces: [],
    authenticate: async (request) =>
      CALLERS[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''] ?? null,
  });
  const listener = await listen({ server, port: 0 });
  const ada = orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'ada' });
  let requests = 0;
  return {
    url: listener.url,
    folder,
    ada,
    bot: orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' }),
    async create(conversationId) {
      await ada.call('createConversation', {
        clientRequestId: `create ${conversationId}`,
        conversationId,
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        ],
      });
    },
    async say(conversationId, text) {
      requests += 1;
      await ada.call('sendMessage', {
        conversationId,
        clientRequestId: `say ${requests}`,
        parts: [{ type: 'text', partId: 'p1', text }],
      });
    },
    async log(conversationId) {
      const { events } = await ada.call('getEvents', { conversationId, limit: 1_000 });
      return events;
    },
    async close() {
      await listener.close();
      await orchestrator.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
