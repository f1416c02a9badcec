import type { ConversationApi } from '@agent-chat/protocol/wire';
import { expect, it } from 'vitest';
import { ADA, create, say, start } from '../../test-support/orchestrator-fixture.js';

const MIB = 1_048_576;

async function largeLog(messages: number): Promise<ConversationApi> {
  const { orchestrator } = start();
  const api = orchestrator.as(ADA);
  await create(api);
  for (let number = 0; number < messages; number += 1) await api.call('sendMessage', say('x'.repeat(60_000)));
  return api;
}

it('ends a page at about a mebibyte, and goes on from its last event to the head', async () => {
  const api = await largeLog(60);
  const seqs: number[] = [];
  for (let afterSeq = 0, head = 1; afterSeq < head; ) {
    const page = await api.call('getEvents', { conversationId: 'c1', afterSeq, limit: 1_000 });
    const sizes = page.events.map((event) => JSON.stringify(event).length);
    expect(sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)).toBeLessThan(MIB);
    seqs.push(...page.events.map(({ seq }) => seq));
    afterSeq = seqs.at(-1) ?? Infinity;
    head = page.head;
  }
  expect(seqs.length).toBeGreaterThan(60);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
});

it('ends a page that is read backwards at its old end, and goes on before its first event', async () => {
  const api = await largeLog(60);
  const { head } = await api.call('getEvents', { conversationId: 'c1', limit: 1 });
  const seqs: number[] = [];
  let pages = 0;
  for (let beforeSeq = head + 1; beforeSeq > 1; pages += 1) {
    const { events } = await api.call('getEvents', { conversationId: 'c1', beforeSeq, limit: 1_000 });
    expect(events.at(-1)?.seq).toBe(beforeSeq - 1);
    seqs.unshift(...events.map(({ seq }) => seq));
    beforeSeq = seqs[0] ?? 0;
  }
  expect(pages).toBeGreaterThan(2);
  expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
});

it('has exactly as many small events as were asked for, also more than are read at once', async () => {
  const { orchestrator } = start();
  const api = orchestrator.as(ADA);
  await create(api);
  for (let number = 0; number < 130; number += 1) await api.call('sendMessage', say('x'));
  const seqs = async (params: object): Promise<number[]> => {
    const page = await api.call('getEvents', { conversationId: 'c1', ...params });
    return page.events.map(({ seq }) => seq);
  };
  const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
  expect(await seqs({ afterSeq: 7, limit: 101 })).toEqual(from(8, 101));
  expect(await seqs({ beforeSeq: 120, limit: 101 })).toEqual(from(19, 101));
  expect(await seqs({ beforeSeq: 4, limit: 50 })).toEqual([1, 2, 3]);
  expect(await seqs({ limit: 100 })).toHaveLength(100);
});
