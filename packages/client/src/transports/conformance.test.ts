import type { Frame } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, TRANSPORTS, until } from '../test-support/clients.js';
import { type ContractServer, startContractServer, TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, draft, said, started } from '../test-support/events.js';
import { kindsOf } from '../test-support/kinds-of.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { createTransport } from './create-transport.js';
import type { Transport } from './transport.js';

const PARAMS = { conversationId: CONVERSATION_ID };

let server: ContractServer;
let transport: Transport;
beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  transport.close();
  await server.close();
});

/** A reader that reads when told to. */
function readerOf(): AsyncIterator<Frame> {
  return transport.subscribe(PARAMS)[Symbol.asyncIterator]();
}

const openConnections = (): number => server.openStreams + server.openSockets;

describe.each([...TRANSPORTS, 'auto'])('any transport, such as %s', (name) => {
  beforeEach(() => {
    transport = createTransport(name, { url: server.url, token: () => Promise.resolve(TOKEN) });
  });

  it('ends the connection of a reader that stops reading', async () => {
    expect(await kindsOf(transport.subscribe(PARAMS), 3)).toEqual(['hello', 'snapshot', 'caught_up']);
    await expect.poll(openConnections).toBe(0);
  });

  it('ends after a bye', async () => {
    const kinds: string[] = [];
    server.onView = () => server.broadcast({ kind: 'bye', data: { reason: 'slow', retryAfterMs: 0 } });
    for await (const { kind } of transport.subscribe(PARAMS)) kinds.push(kind);
    expect(kinds.at(-1)).toBe('bye');
    await expect.poll(openConnections).toBe(0);
  });

  it('throws when the connection ends before a bye', async () => {
    const frames = readerOf();
    await frames.next();
    server.breakLine();
    await expect(
      (async () => {
        while (!(await frames.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  it('calls off what its caller, or close, calls off', async () => {
    server.intruder = (request) => request.method === 'POST';
    server.socketIntruder = (method) => method === 'stop';
    const stop = { ...PARAMS, clientRequestId: 'r1', turn: 2 };
    const own = new AbortController();
    const called = transport.call('stop', stop, { signal: own.signal });
    setTimeout(() => own.abort(), 20);
    await expect(called).rejects.toMatchObject({ code: 'Aborted' });
    const closed = transport.call('stop', stop);
    setTimeout(() => transport.close(), 20);
    await expect(closed).rejects.toMatchObject({ code: 'Aborted' });
    await expect(transport.call('stop', stop, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Aborted',
    });
  });

  it('calls off what still waits for its token', async () => {
    transport = createTransport(name, { url: server.url, token: () => new Promise(() => undefined) });
    const own = new AbortController();
    const called = transport.call('getConversation', PARAMS, { signal: own.signal });
    const readOff = kindsOf(transport.subscribe(PARAMS, { signal: own.signal }), 1);
    const closed = transport.call('getConversation', PARAMS);
    const readClosed = kindsOf(transport.subscribe(PARAMS), 1);
    own.abort();
    await expect(called).rejects.toMatchObject({ code: 'Aborted' });
    await expect(readOff).rejects.toMatchObject({ code: 'Aborted' });
    transport.close();
    await expect(closed).rejects.toMatchObject({ code: 'Aborted' });
    await expect(readClosed).rejects.toMatchObject({ code: 'Aborted' });
    expect(server.requests).toEqual([]);
  });

  it('can be used again after close', async () => {
    const reading = kindsOf(transport.subscribe(PARAMS), 99);
    await expect.poll(openConnections).toBe(1);
    transport.close();
    await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
    expect(await kindsOf(transport.subscribe(PARAMS), 2)).toEqual(['hello', 'snapshot']);
  });

  it('tells the listeners once of all that came in one piece', async () => {
    const client = clientOf(server.url, name);
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    let calls = 0;
    client.subscribe(() => {
      calls += 1;
    });
    for (let offset = 0; offset < 300; offset++) server.world.do({ draft: draft(2, 'm2', offset, 'x') });
    await until(client, ({ drafts }) => drafts[0]?.text.length === 300);
    client.close();
    // 300 frames leave the server in one turn of its event loop, and arrive in a few pieces.
    expect(calls).toBeLessThan(30);
  });
});
