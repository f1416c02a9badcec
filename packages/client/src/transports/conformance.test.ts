import { AgentChatError } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChatClient } from '../chat-client.js';
import { until } from '../test-support/clients.js';
import { TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, draft, said, started, text } from '../test-support/events.js';
import { kindsOf } from '../test-support/kinds-of.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { STAGES, type TransportStage } from '../test-support/transport-stages.js';
import type { Transport } from './transport.js';

const PARAMS = { conversationId: CONVERSATION_ID };
const STOP = { ...PARAMS, clientRequestId: 'r1', turn: 2 };

describe.each(STAGES)('any transport, such as %s,', (name, open) => {
  let world: ScriptedWorld;
  let stage: TransportStage;
  let transport: Transport;
  beforeEach(async () => {
    world = new ScriptedWorld();
    world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
    stage = await open(world);
    ({ transport } = stage);
  });
  afterEach(() => stage.close());

  const openConnections = (): number => stage.openConnections;

  it('brings the backlog, then each frame as it comes, in order', async () => {
    stage.onView = () => {
      stage.onView = () => undefined;
      for (let offset = 0; offset < 50; offset++) {
        world.do({ draft: draft(2, 'm2', offset, 'x') });
        world.do({ event: { type: 'note', author: 'system', payload: { text: String(offset) } } });
      }
    };
    const kinds: string[] = [];
    const seqs: number[] = [];
    let written = '';
    for await (const { kind, data } of transport.subscribe({ ...PARAMS, cursor: 'e1-1' })) {
      kinds.push(kind);
      if (kind === 'event') seqs.push(data.seq);
      if (kind === 'draft') written = written.slice(0, data.offset) + data.text;
      if (seqs.at(-1) === world.head && written.length === 50) break;
    }
    expect(kinds[0]).toBe('hello');
    expect(seqs).toEqual(Array.from({ length: 52 }, (_, index) => index + 2));
    expect(written).toBe('x'.repeat(50));
  });

  it('passes calls on, many at a time, and gives each its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        transport.call('sendMessage', {
          ...PARAMS,
          clientRequestId: `r${index}`,
          parts: [text(String(index))],
        }),
      ),
    );
    expect(answers.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 20 }, (_, index) => `m_r${index}`),
    );
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(20);
  });

  it('throws what the server answers, with all that it says', async () => {
    const details = { retryAfterMs: 2_500 };
    stage.refuse(new AgentChatError('RateLimited', 'Not so fast.', { details }), 429);
    const refusal = { code: 'RateLimited', message: 'Not so fast.', details, retryable: true };
    await expect(transport.call('getConversation', PARAMS)).rejects.toMatchObject(refusal);
    await expect(kindsOf(transport.subscribe(PARAMS), 1)).rejects.toMatchObject(refusal);
    await expect.poll(openConnections).toBe(0);
  });

  it('ends the connection of a reader that stops reading', async () => {
    expect(await kindsOf(transport.subscribe(PARAMS), 3)).toEqual(['hello', 'snapshot', 'caught_up']);
    await expect.poll(openConnections).toBe(0);
  });

  it('ends after a bye', async () => {
    const kinds: string[] = [];
    stage.onView = () => stage.broadcast({ kind: 'bye', data: { reason: 'slow', retryAfterMs: 0 } });
    for await (const { kind } of transport.subscribe(PARAMS)) kinds.push(kind);
    expect(kinds.at(-1)).toBe('bye');
    await expect.poll(openConnections).toBe(0);
  });

  it('throws when the connection ends before a bye', async () => {
    const frames = transport.subscribe(PARAMS)[Symbol.asyncIterator]();
    await frames.next();
    stage.breakLine();
    await expect(
      (async () => {
        while (!(await frames.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  it('calls off what its caller, or close, calls off', async () => {
    stage.swallowStops();
    const own = new AbortController();
    const called = transport.call('stop', STOP, { signal: own.signal });
    setTimeout(() => own.abort(), 20);
    await expect(called).rejects.toMatchObject({ code: 'Aborted' });
    const closed = transport.call('stop', STOP);
    setTimeout(() => transport.close(), 20);
    await expect(closed).rejects.toMatchObject({ code: 'Aborted' });
    const signal = AbortSignal.abort();
    await expect(transport.call('stop', STOP, { signal })).rejects.toMatchObject({ code: 'Aborted' });
    await expect(kindsOf(transport.subscribe(PARAMS, { signal }), 1)).rejects.toMatchObject({
      code: 'Aborted',
    });
  });

  it('calls off what still waits for its token', async () => {
    const waiting = stage.withToken(() => new Promise(() => undefined));
    if (waiting === null) return;
    let views = 0;
    stage.onView = () => {
      views += 1;
    };
    const own = new AbortController();
    const called = waiting.call('getConversation', PARAMS, { signal: own.signal });
    const readOff = kindsOf(waiting.subscribe(PARAMS, { signal: own.signal }), 1);
    const closed = waiting.call('getConversation', PARAMS);
    const readClosed = kindsOf(waiting.subscribe(PARAMS), 1);
    own.abort();
    await expect(called).rejects.toMatchObject({ code: 'Aborted' });
    await expect(readOff).rejects.toMatchObject({ code: 'Aborted' });
    waiting.close();
    await expect(closed).rejects.toMatchObject({ code: 'Aborted' });
    await expect(readClosed).rejects.toMatchObject({ code: 'Aborted' });
    expect(views + openConnections()).toBe(0);
  });

  it('throws what its token source throws, as a typed error', async () => {
    const broken = stage.withToken(() => Promise.reject(new Error('no session')));
    if (broken === null) return;
    const error = { code: 'Internal', retryable: true };
    await expect(broken.call('getConversation', PARAMS)).rejects.toMatchObject(error);
    await expect(kindsOf(broken.subscribe(PARAMS), 1)).rejects.toMatchObject(error);
    broken.close();
  });

  it('puts its token into no address', async () => {
    await transport.call('getConversation', PARAMS);
    const frames = transport.subscribe(PARAMS)[Symbol.asyncIterator]();
    while ((await frames.next()).value?.kind !== 'caught_up');
    await transport.call('stop', STOP);
    await frames.return?.();
    expect(await kindsOf(transport.subscribe({ ...PARAMS, cursor: 'e1-1' }), 1)).toEqual(['hello']);
    expect(stage.addresses).not.toEqual([]);
    expect(stage.addresses?.filter((address) => address.includes(TOKEN)) ?? []).toEqual([]);
  });

  it('can be used again after close', async () => {
    const reading = kindsOf(transport.subscribe(PARAMS), 99);
    await expect.poll(openConnections).toBe(1);
    transport.close();
    await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
    expect(await kindsOf(transport.subscribe(PARAMS), 2)).toEqual(['hello', 'snapshot']);
  });

  it('serves a client, and tells its listeners once of all that came in one piece', async () => {
    const client = createChatClient({ transport, conversationId: CONVERSATION_ID });
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    expect(client.getState().connection.transport).toBe(name === 'auto' ? 'websocket' : name);
    let calls = 0;
    client.subscribe(() => {
      calls += 1;
    });
    for (let offset = 0; offset < 300; offset++) world.do({ draft: draft(2, 'm2', offset, 'x') });
    await until(client, ({ drafts }) => drafts[0]?.text.length === 300);
    client.close();
    // 300 frames leave the server in one turn of its event loop, and arrive in a few pieces.
    expect(calls).toBeLessThan(30);
  });
});
