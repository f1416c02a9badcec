import {
  createAttachments,
  createMemoryBlobStore,
  createMemoryEventStore,
  createMemoryRecordStore,
  createOrchestrator,
  randomIds,
} from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import { isMessageEvent, textOf } from '@agent-chat/protocol';
import { createServer, type InterfaceConfig } from '@agent-chat/server';
import { elementAssets, listen } from '@agent-chat/server/node';
import { startStaticSite, type StaticSite } from './static-site.js';

/** A chat server with the built elements, and three sites of others: its interface names two of them. */
export interface EmbedSite {
  readonly server: string;
  readonly first: StaticSite;
  readonly second: StaticSite;
  readonly foreign: StaticSite;
  /** Its time, which stands still until a test moves it. */
  readonly clock: ManualClock;
  /** Lets the agent end an answer to "Wait". */
  release(): void;
  close(): Promise<void>;
}

/** @param others interfaces beside `demo` */
export async function startEmbedSite(
  demo: Partial<InterfaceConfig>,
  others: readonly Partial<InterfaceConfig>[],
): Promise<EmbedSite> {
  const clock = createManualClock(Date.now());
  const [first, second, foreign] = await Promise.all(
    ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((host) => startStaticSite({}, host)),
  );
  if (first === undefined || second === undefined || foreign === undefined) throw new Error('No sites.');
  let waiting = Promise.withResolvers<void>();
  const records = createMemoryRecordStore();
  const attachments = createAttachments({ blobs: createMemoryBlobStore(), records, clock, ids: randomIds() });
  const orchestrator = createOrchestrator({
    attachments,
    store: createMemoryEventStore({ clock }),
    agents: {
      bot: {
        async *run({ events }) {
          const question = events.filter(isMessageEvent).at(-1);
          if (textOf(question?.payload.parts ?? []).startsWith('Wait')) await waiting.promise;
          yield { type: 'message', parts: [{ type: 'text', text: 'An answer.' }], finality: 'turn' };
        },
      },
    },
    clock,
  });
  await orchestrator.start();
  const base: InterfaceConfig = {
    slug: 'demo',
    title: 'Help desk',
    description: null,
    welcomeMessage: 'How can we help?',
    placeholderText: 'Ask us anything',
    suggestedPrompts: [],
    persistenceType: 'local_storage',
    rateLimitMessages: 1_000,
    allowedOrigins: [first.url, second.url],
    participants: [{ participantId: 'bot', kind: 'agent', displayName: 'Bot' }],
  };
  const server = createServer({
    orchestrator,
    records,
    files: { attachments },
    assets: elementAssets(new URL('../../../elements/dist/browser/agent-chat.js', import.meta.url).href),
    interfaces: [{ ...base, ...demo }, ...others.map((each) => ({ ...base, ...each }))],
    clock,
  });
  const listener = await listen({ port: 0, server });
  return {
    server: listener.url,
    first,
    second,
    foreign,
    clock,
    release() {
      waiting.resolve();
      waiting = Promise.withResolvers();
    },
    async close() {
      await listener.close();
      await orchestrator.close();
      await Promise.all([first.close(), second.close(), foreign.close()]);
    },
  };
}
