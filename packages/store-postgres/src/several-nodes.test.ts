import { FULL } from '@agent-chat/protocol/test-support';
import { TENANT, appendOf, readTexts } from '@agent-chat/store-test-support';
import type { Logger, PositionedEvent } from '@agent-chat/core';
import { describe, expect, it } from 'vitest';
import { openNode, skipReason, temporarySchema } from './test-support/test-database.js';
import { writeTexts } from './test-support/write-texts.js';

const WRITERS = 24;
const EACH = FULL ? 200 : 25;
const CONVERSATIONS = 6;

describe.skipIf(skipReason)(`several nodes on one database${skipReason ? `: ${skipReason}` : ''}`, () => {
  it(`see every event once and without a gap by position, with ${WRITERS} writers on 3 nodes`, async () => {
    const schema = temporarySchema();
    const failures: unknown[] = [];
    const logger: Logger = { log: (level, _, fields) => level === 'error' && failures.push(fields) };
    const nodes = [
      await openNode(schema, undefined, logger),
      await openNode(schema, undefined, logger),
      await openNode(schema, undefined, logger),
    ];
    const tailer = (await openNode(schema)).events;
    const seen: PositionedEvent[] = [];
    const total = WRITERS * EACH;
    let written = false;
    const tail = async () => {
      for (;;) {
        // Asked before the read: what was written by then is in it, unless it was skipped.
        const isLast = written;
        const after = seen.at(-1)?.position;
        const page = await tailer.readAll({
          limit: 50,
          ...(after !== undefined && { afterPosition: after }),
        });
        if (isLast && page.length === 0) return;
        seen.push(...page);
      }
    };
    const write = (writer: number) => {
      const node = nodes[writer % nodes.length];
      if (node === undefined) throw new Error('No node.');
      const conversationId = `conversation-${writer % CONVERSATIONS}`;
      return writeTexts(
        { events: node.events, conversationId, author: `writer-${writer}` },
        (n) => n === EACH,
      );
    };
    const tailing = tail();
    try {
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    } finally {
      written = true;
      await tailing;
    }

    expect(seen).toHaveLength(total);
    expect(new Set(seen.map(({ position }) => position)).size).toBe(total);
    expect(failures).toEqual([]);
    for (let index = 0; index < CONVERSATIONS; index++) {
      const conversationId = `conversation-${index}`;
      const ofOne = seen.filter((event) => event.conversationId === conversationId);
      expect(ofOne.map(({ seq }) => seq)).toEqual(ofOne.map((_, n) => n + 1));
      const texts = await readTexts(tailer, conversationId);
      expect(
        ofOne.map(({ json }) => (JSON.parse(json) as { payload: { text: string } }).payload.text),
      ).toEqual(texts);
      expect(new Set(texts).size).toBe(texts.length);
    }
  }, 120_000);

  it('does not wait for each other for ever when their batches name conversations in any order', async () => {
    const schema = temporarySchema();
    const nodes = [await openNode(schema), await openNode(schema), await openNode(schema)];
    const names = Array.from({ length: 12 }, (_, n) => `conversation-${n}`);
    // Each round creates conversations and appends to those of the round before, in another order.
    for (let round = 0; round < 10; round++) {
      const appends = nodes.flatMap(({ events }, node) =>
        names
          .toSorted(() => (node === 0 ? -1 : node === 1 ? 1 : 0))
          .flatMap((name) => [
            events.append(appendOf({ conversationId: `${name} ${round}`, expectedSeq: 0, text: `${node}` })),
            events.append(
              appendOf({ conversationId: `${name} ${round - 1}`, expectedSeq: 1, text: `${node}` }),
            ),
          ]),
      );
      const results = await Promise.all(appends);
      expect(results.filter(({ status }) => status === 'appended')).toHaveLength(round === 0 ? 12 : 24);
    }
  });

  it('reads at once what another node has acknowledged', async () => {
    const schema = temporarySchema();
    const one = (await openNode(schema)).events;
    const two = (await openNode(schema)).events;
    expect(two.epoch).toBe(one.epoch);
    for (let seq = 0; seq < 5; seq++) {
      await one.append(appendOf({ conversationId: 'shared', expectedSeq: seq, text: `text ${seq}` }));
      expect(await two.getRecord(TENANT, 'shared')).toMatchObject({ head: seq + 1 });
      expect(await readTexts(two, 'shared')).toHaveLength(seq + 1);
    }
    const late = await two.append(appendOf({ conversationId: 'shared', expectedSeq: 3, text: 'late' }));
    expect(late).toMatchObject({ status: 'conflict', missing: [{ seq: 4 }, { seq: 5 }] });
  });

  it('shares records', async () => {
    const schema = temporarySchema();
    const one = (await openNode(schema)).records;
    const two = (await openNode(schema)).records;
    await one.put('tenant', 'sessions', 'id', { a: 1 });
    expect(await two.get('tenant', 'sessions', 'id')).toEqual({ a: 1 });
    expect(await two.delete('tenant', 'sessions', 'id')).toBe(true);
    expect(await one.get('tenant', 'sessions', 'id')).toBeNull();
  });

  it('has one winner among the nodes that replace a record, and each sees its value', async () => {
    const schema = temporarySchema();
    const nodes = [(await openNode(schema)).records, (await openNode(schema)).records];
    await nodes[0]?.put('tenant', 'sessions', 'id', { round: 0, by: 'nobody' });
    for (let round = 0; round < 20; round++) {
      const read = (await nodes[round % 2]?.get('tenant', 'sessions', 'id')) ?? null;
      const replaced = await Promise.all(
        nodes.map((node, by) =>
          node.replace('tenant', 'sessions', 'id', read, { round: round + 1, by: `node ${by}` }),
        ),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      const value = { round: round + 1, by: `node ${replaced.indexOf(true)}` };
      for (const node of nodes) expect(await node.get('tenant', 'sessions', 'id')).toEqual(value);
    }
  });
});

describe.skipIf(skipReason)('a lease that two nodes want', () => {
  const conversationId = 'leased';

  it('goes to one of them, and only that one writes under its fence', async () => {
    const schema = temporarySchema();
    const nodes = [(await openNode(schema)).events, (await openNode(schema)).events];
    await nodes[0]?.append(appendOf({ conversationId, expectedSeq: 0, text: 'created' }));
    for (let round = 0; round < 10; round++) {
      const leases = await Promise.all(
        nodes.map((node, n) => node.acquireLease(conversationId, `node-${n}`, 60_000)),
      );
      const held = leases.filter((lease) => lease !== null);
      expect(held).toHaveLength(1);
      expect(held[0]?.fence).toBe(round + 1);
      for (const lease of held) await nodes[1]?.releaseLease(lease);
    }
  });

  it('passes to the other when its holder is silent; the old fence can then write nothing', async () => {
    const schema = temporarySchema();
    const one = (await openNode(schema)).events;
    const two = (await openNode(schema)).events;
    await one.append(appendOf({ conversationId, expectedSeq: 0, text: 'created' }));
    const old = await one.acquireLease(conversationId, 'one', 300);
    if (old === null) throw new Error('It was refused.');
    expect(await two.acquireLease(conversationId, 'two', 60_000)).toBeNull();
    let taken = null;
    while (taken === null) taken = await two.acquireLease(conversationId, 'two', 60_000);

    expect(taken.fence).toBeGreaterThan(old.fence);
    expect(await one.renewLease(old, 60_000)).toBe(false);
    const stale = appendOf({ conversationId, expectedSeq: 1, text: 'stale', fence: old.fence });
    expect(await one.append(stale)).toEqual({ status: 'stale_fence' });
    const live = appendOf({ conversationId, expectedSeq: 1, text: 'live', fence: taken.fence });
    expect(await two.append(live)).toEqual({ status: 'appended' });
    expect(await readTexts(one, conversationId)).toEqual(['created', 'live']);
  });

  it('is free at once when the node that holds it closes', async () => {
    const schema = temporarySchema();
    const one = (await openNode(schema)).events;
    const two = (await openNode(schema)).events;
    await one.append(appendOf({ conversationId, expectedSeq: 0, text: 'created' }));
    await one.acquireLease(conversationId, 'one', 600_000);
    await one.close();
    expect(await two.acquireLease(conversationId, 'two', 60_000)).toMatchObject({ fence: 2 });
  });
});
