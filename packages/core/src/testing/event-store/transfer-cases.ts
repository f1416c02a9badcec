import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore } from '../../ports/event-store.js';
import { exportConversation } from '../../transfer/export-conversation.js';
import { importConversation } from '../../transfer/import-conversation.js';
import { randomOf } from '../random.js';
import { converse } from './random-conversation.js';
import { CONVERSATION, OTHER_TENANT, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

const CONVERSATIONS = 6;
const STEPS = 14;

/** Random conversations of the orchestrator, by their seeds, leave the store and come back. */
export function describeTransfers(subject: StoreUnderTest): void {
  describe('a conversation that is exported', () => {
    it.each(Array.from({ length: CONVERSATIONS }, (_, index) => index + 1))(
      'and imported elsewhere is equal byte by byte (seed %i)',
      async (seed) => {
        const { store } = subject;
        const conversation = { conversationId: CONVERSATION, steps: STEPS, random: randomOf(seed) };
        await converse(store, { tenant: TENANT, ...conversation });
        const file = await exported(store, TENANT);

        const memory = createMemoryEventStore();
        await importConversation({ store: memory, tenant: OTHER_TENANT, source: file });
        expect(await exported(memory, OTHER_TENANT)).toEqual(file);
        expect(await memory.getRecord(OTHER_TENANT, CONVERSATION)).toEqual(
          await store.getRecord(TENANT, CONVERSATION),
        );
      },
    );
  });

  describe('a conversation that is imported', () => {
    it.each(Array.from({ length: CONVERSATIONS }, (_, index) => index + 1))(
      'is equal byte by byte and no work for a node that starts (seed %i)',
      async (seed) => {
        const { store } = subject;
        const memory = createMemoryEventStore();
        const conversation = { conversationId: CONVERSATION, steps: STEPS, random: randomOf(seed) };
        await converse(memory, { tenant: TENANT, ...conversation });
        const file = await exported(memory, TENANT);

        const { record } = await importConversation({ store, tenant: OTHER_TENANT, source: file });
        expect(await exported(store, OTHER_TENANT)).toEqual(file);
        expect(await store.getRecord(OTHER_TENANT, CONVERSATION)).toEqual(record);
        expect(await store.getRecord(TENANT, CONVERSATION)).toBeNull();
        expect(await store.listRunnable(10)).toEqual([]);

        for (const tenant of [OTHER_TENANT, TENANT]) {
          await expect(importConversation({ store, tenant, source: file })).rejects.toMatchObject({
            code: 'ConversationExists',
          });
        }
        expect(await exported(store, OTHER_TENANT)).toEqual(file);
      },
    );
  });
}

async function exported(store: EventStore, tenant: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of exportConversation({ store, tenant, conversationId: CONVERSATION }))
    lines.push(line);
  return lines;
}
