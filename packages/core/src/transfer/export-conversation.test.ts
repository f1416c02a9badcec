import { errorOf } from '@agent-chat/protocol/test-support';
import { describe, expect, it } from 'vitest';
import type { EventStore } from '../ports/event-store.js';
import { exportText } from '../test-support/exported-file.js';
import { ADA, create, say, start } from '../test-support/orchestrator-fixture.js';
import { exportConversation } from './export-conversation.js';

async function longConversation(messages: number): Promise<EventStore> {
  const { orchestrator, store } = start();
  const api = orchestrator.as(ADA);
  await create(api);
  for (let count = 0; count < messages; count++) {
    await api.call('sendMessage', say(`message ${count}`, { finality: 'none' }));
  }
  return store;
}

describe('an export', () => {
  it('has the stored texts as they are, between its header and its trailer', async () => {
    const store = await longConversation(1_200);
    const lines = (await exportText(store, { conversationId: 'c1' })).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines[0]).toBe(
      '{"kind":"header","format":"agent-chat-conversation","version":1,"conversationId":"c1","head":1202}',
    );
    const stored = await store.read({ conversationId: 'c1', tenant: 'default', limit: 2_000 });
    expect(lines.slice(1, -1)).toEqual(stored.map(({ json }) => json));
    expect(lines.at(-1)).toMatch(/^\{"kind":"trailer","lines":1203,"sha256":"[0-9a-f]{64}"\}$/);
  });

  it('ends at the head of its start, whatever is said meanwhile', async () => {
    const { orchestrator, store } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    const seqs: number[] = [];
    for await (const line of exportConversation({ store, tenant: 'default', conversationId: 'c1' })) {
      const { seq } = JSON.parse(line) as { seq?: number };
      if (seq !== undefined) seqs.push(seq);
      await api.call('sendMessage', say('meanwhile'));
    }
    expect(seqs).toEqual([1]);
  });

  it('is refused for a conversation that is unknown, or another tenant’s', async () => {
    const store = await longConversation(0);
    for (const options of [{ conversationId: 'c2' }, { conversationId: 'c1', tenant: 'other' }]) {
      expect((await errorOf(exportText(store, options))).code).toBe('UnknownConversation');
    }
  });

  it('stops when its signal says so', async () => {
    const store = await longConversation(600);
    const controller = new AbortController();
    const lines: string[] = [];
    const reading = (async () => {
      const { signal } = controller;
      for await (const line of exportConversation({
        store,
        tenant: 'default',
        conversationId: 'c1',
        signal,
      })) {
        if (lines.push(line) === 300) controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
    expect(lines.length).toBeLessThan(602);
  });
});
