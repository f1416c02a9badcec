import { once } from 'node:events';
import { type AgentRunner, createOrchestrator } from '@agent-chat/core';
import type { Caller, Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPostgresBus } from './postgres-bus.js';
import { answering, type RunningNode, startNode } from './test-support/start-node.js';
import {
  databaseUrl,
  openNode,
  skipReason,
  temporarySchema,
  withPool,
} from './test-support/test-database.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const CONVERSATION = 'shared';

async function node(
  schema: string,
  agents: Readonly<Record<string, AgentRunner>> = {},
): Promise<RunningNode> {
  const started = await startNode({ connectionString: databaseUrl, schema, agents });
  onTestFinished(() => started.close());
  return started;
}

async function ask(api: ConversationApi): Promise<void> {
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: CONVERSATION,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  await api.call('sendMessage', {
    conversationId: CONVERSATION,
    clientRequestId: 'say',
    parts: [{ type: 'text', partId: 'p1', text: 'Tell me.' }],
  });
}

/** What a viewer has read of the drafts so far; ends with the closing message. */
function view(api: ConversationApi) {
  const texts = new Map<string, string>();
  const dropped: string[] = [];
  const frames: Frame[] = [];
  const done = (async () => {
    for await (const frame of api.subscribe({ conversationId: CONVERSATION, cursor: '0' })) {
      frames.push(frame);
      if (frame.kind === 'draft') {
        const { draftId, offset, text } = frame.data;
        const known = texts.get(draftId) ?? '';
        expect(offset).toBe(known.length);
        texts.set(draftId, known + text);
      }
      if (frame.kind === 'draft_dropped') dropped.push(frame.data.draftId);
      if (frame.kind === 'event' && frame.data.author === 'bot' && frame.data.finality === 'turn') return;
    }
  })();
  return { texts, dropped, frames, done, text: () => [...texts.values()].join('|') };
}

async function begin(api: ConversationApi) {
  const { executionId, fence } = await api.call('startExecution', {
    conversationId: CONVERSATION,
    agentId: 'bot',
  });
  return { conversationId: CONVERSATION, executionId, fence };
}

const message = (text: string) => ({
  clientRequestId: 'answer',
  messageId: 'm1',
  parts: [{ type: 'text', partId: 'p1', text }],
});

describe.skipIf(skipReason)(`drafts between two nodes${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('show on one what an agent of the other is writing, before it is logged', async () => {
    const schema = temporarySchema();
    const gate = new EventTarget();
    await node(schema, {
      bot: answering('A long story that ends.', () => once(gate, 'go').then(() => undefined)),
    });
    const api = (await node(schema)).orchestrator.as(ADA);
    await ask(api);
    const early = view(api);
    await expect.poll(early.text).toBe('A long story');
    // And to one that comes late, whole from its start, before it is told that it has caught up.
    const late = view(api);
    await expect.poll(late.text).toBe('A long story');
    expect(late.frames.findIndex(({ kind }) => kind === 'draft')).toBeLessThan(
      late.frames.findIndex(({ kind }) => kind === 'caught_up') >>> 0,
    );
    gate.dispatchEvent(new Event('go'));
    await Promise.all([early.done, late.done]);
    const events = (frames: readonly Frame[]) => frames.filter(({ kind }) => kind === 'event');
    expect(events(late.frames).map(({ data }) => data)).toEqual(events(early.frames).map(({ data }) => data));
    await expect.poll(() => rows(schema)).toBe(0);
  });

  it('are put together from a runner that speaks to either node in turn', async () => {
    const schema = temporarySchema();
    const nodes = [await node(schema), await node(schema)];
    const [first, second] = nodes.map(({ orchestrator }) => orchestrator.as(BOT));
    if (first === undefined || second === undefined) throw new Error('two nodes');
    const ada = nodes.map(({ orchestrator }) => orchestrator.as(ADA));
    await ask((nodes[0] as RunningNode).orchestrator.as(ADA));
    const held = await begin(first);
    const views = ada.map(view);
    const words = Array.from({ length: 20 }, (_, n) => `word ${n} \u0000\u{1f600} `);
    let length = 0;
    for (const [index, text] of words.entries()) {
      const api = index % 2 === 0 ? first : second;
      const append = () =>
        api.call('appendDraft', {
          ...held,
          kind: 'text' as const,
          messageId: 'm1',
          partId: 'p1',
          offset: length,
          text,
        });
      // The other node has not told of its part yet: sent again from where it is.
      await expect.poll(append, { interval: 20 }).toEqual({ length: length + text.length });
      length += text.length;
    }
    for (const { text } of views) await expect.poll(text).toBe(words.join(''));
    await second.call('dropDraft', { ...held, messageId: 'm1' });
    for (const { dropped } of views) await expect.poll(() => dropped).toEqual(['m1/p1/1']);
    await expect
      .poll(() =>
        first
          .call('appendDraft', {
            ...held,
            kind: 'text',
            messageId: 'm1',
            partId: 'p1',
            offset: 0,
            text: 'Again',
          })
          .then(() => views.map(({ texts }) => texts.get('m1/p1/1.1'))),
      )
      .toEqual(['Again', 'Again']);
    await second.call('sendMessage', { ...held, ...message('Again') });
    await Promise.all(views.map(({ done }) => done));
    await expect.poll(() => rows(schema)).toBe(0);
  });

  it('come later when nobody tells of them', async () => {
    const schema = temporarySchema();
    const writer = await node(schema);
    await ask(writer.orchestrator.as(ADA));
    const bot = writer.orchestrator.as(BOT);
    const held = await begin(bot);
    const store = await openNode(schema);
    const bus = await createPostgresBus({ connectionString: databaseUrl, schema });
    onTestFinished(() => bus.close());
    const deaf = createOrchestrator({
      store,
      bus: {
        publish: () => undefined,
        subscribe: (listener) =>
          bus.subscribe((hint) => (hint.type === 'drafts' ? undefined : listener(hint))),
      },
    });
    onTestFinished(() => deaf.close());
    const viewer = view(deaf.as(ADA));
    await expect.poll(() => viewer.frames.some(({ kind }) => kind === 'caught_up')).toBe(true);
    const append = (offset: number, text: string) =>
      bot.call('appendDraft', { ...held, kind: 'text', messageId: 'm1', partId: 'p1', offset, text });
    await append(0, 'Nobody ');
    await append(7, 'tells.');
    await expect.poll(viewer.text, { timeout: 5_000 }).toBe('Nobody tells.');
    await bot.call('sendMessage', { ...held, ...message('Nobody tells.') });
    await viewer.done;
  });

  it('are written again when they waited for each other with another node', async () => {
    const schema = temporarySchema();
    const { drafts } = await openNode(schema);
    const of = { tenant: 'default', conversationId: CONVERSATION };
    const piece = (draftId: string) => ({
      ...of,
      head: {
        draftId,
        turn: 2,
        fence: 1,
        author: 'bot',
        audience: 'everyone' as const,
        kind: 'text' as const,
      },
      offset: 0,
      text: 'Hi',
      dropped: false,
    });
    await drafts.write([piece('a'), piece('b')]);
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${schema}%'`;
    await withPool(async (pool) => {
      const update = `UPDATE ${schema}.drafts SET ends_at = 1 WHERE draft_id = $1`;
      const other = await pool.connect();
      try {
        await other.query("BEGIN; SET LOCAL deadlock_timeout = '60s'");
        await other.query(update, ['b']);
        const writing = drafts.write([piece('a'), piece('b')].map((one) => ({ ...one, text: 'Hi there' })));
        await expect.poll(async () => (await pool.query(waiting)).rowCount).toBe(1);
        // From here on each has what the other waits for, and the server ends the one that came first.
        await Promise.all([writing, other.query(update, ['a']).then(() => other.query('COMMIT'))]);
      } finally {
        other.release(true);
      }
    });
    const texts = (await drafts.read({ ...of, fence: 1, lengths: new Map() })).map(({ text }) => text);
    expect(texts).toEqual(['Hi there', 'Hi there']);
  });

  it('are not in the server’s log', async () => {
    const schema = temporarySchema();
    await openNode(schema);
    const { rows: kinds } = await withPool((pool) =>
      pool.query('SELECT relpersistence FROM pg_class WHERE oid = to_regclass($1)', [`${schema}.drafts`]),
    );
    expect(kinds).toEqual([{ relpersistence: 'u' }]);
  });
});

async function rows(schema: string): Promise<number> {
  const { rows: found } = await withPool((pool) =>
    pool.query(`SELECT count(*)::int AS n FROM ${schema}.drafts`),
  );
  return found[0].n;
}
