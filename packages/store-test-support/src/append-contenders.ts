import { type AppendRequest, createOrchestrator, type EventStore, type Store } from '@agent-chat/core';
import { beginConversations, type CommandLoad, type RecordedLoad, runLoad } from './command-load.js';
import type { Contender } from './compare-rates.js';

/** Many writers, each in a conversation of its own or several in one, and a single one. */
export const APPEND_LOADS: readonly CommandLoad[] = [
  { method: 'sendMessage', writers: 64, conversations: 64, commands: 1_280 },
  { method: 'sendTrace', writers: 64, conversations: 64, commands: 1_280 },
  { method: 'sendMessage', writers: 64, conversations: 8, commands: 1_280 },
  { method: 'sendMessage', writers: 1, conversations: 1, commands: 400 },
  { method: 'sendTrace', writers: 1, conversations: 1, commands: 400 },
];

/** Decides, writes and acknowledges every command; closes the store with itself. */
export async function throughOrchestrator(store: Store, load: CommandLoad): Promise<Contender> {
  const orchestrator = createOrchestrator({ store });
  await beginConversations(orchestrator, load);
  return {
    run: (round) => runLoad(orchestrator, load, round),
    async close() {
      await orchestrator.close();
      await store.close();
    },
  };
}

/** Is given what an orchestrator had decided; closes the store with itself. */
export async function throughStore(store: Store, { beginning, rounds }: RecordedLoad): Promise<Contender> {
  await appendAll(store.events, beginning);
  return {
    async run(round) {
      for (const group of rounds[round] ?? []) {
        await Promise.all(group.map((request) => append(store.events, request)));
      }
    },
    close: () => store.close(),
  };
}

/** One after the other. */
export async function appendAll(store: EventStore, requests: readonly AppendRequest[]): Promise<void> {
  for (const request of requests) await append(store, request);
}

async function append(store: EventStore, request: AppendRequest): Promise<void> {
  const { status } = await store.append(request);
  if (status !== 'appended') throw new Error(status);
}
