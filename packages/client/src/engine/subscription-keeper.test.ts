import { AgentChatError, FOLD_VERSION, type Frame } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { created, said, started } from '../test-support/events.js';
import { caughtUp, draftFrame, events, hello } from '../test-support/frames.js';
import { connectingClient, failure, liveClient, type PuppetClient } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';

const OPEN = [created, said(1, 'm1', 'Hello'), started(2)];
const LIVE: readonly Frame[] = [hello(), ...events(1, ...OPEN), caughtUp(3)];

const setUpLive = (): Promise<PuppetClient> => liveClient({}, LIVE);

const lost = (): Error => failure('ConnectionLost');

describe('the status of a connection', () => {
  it('goes from connecting over catching up to live', async () => {
    const { client, transport } = connectingClient();
    expect(client.getState().connection).toMatchObject({ status: 'connecting', transport: 'in_process' });
    expect(transport.connection.params).toMatchObject({ includeGuidance: true, foldVersion: FOLD_VERSION });
    expect(transport.connection.params.cursor).toBeUndefined();
    transport.connection.push(hello(), ...events(1, ...OPEN));
    await settled();
    expect(client.getState().connection.status).toBe('catching_up');
    transport.connection.push(caughtUp(3));
    await settled();
    expect(client.getState().connection).toMatchObject({ status: 'live', attempt: 0, error: null });
  });

  it('says when the next try is, why it broke, and goes on from the cursor', async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.fail(lost());
    await settled();
    expect(client.getState().connection).toMatchObject({
      status: 'reconnecting',
      attempt: 1,
      retryAt: environment.time + 250,
      error: { code: 'ConnectionLost' },
    });
    environment.advance(249);
    await settled();
    expect(transport.connections).toHaveLength(1);
    environment.advance(1);
    await settled();
    expect(transport.connections).toHaveLength(2);
    expect(transport.connection.params.cursor).toBe('e1-3');
    expect(client.getState().connection).toMatchObject({ status: 'reconnecting', retryAt: null });
    transport.connection.push(hello(), caughtUp(3));
    await settled();
    expect(client.getState().connection).toMatchObject({ status: 'live', attempt: 0, error: null });
  });

  it('waits longer and longer up to the limit, until it succeeds', async () => {
    const { client, transport, environment } = connectingClient();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      transport.connection.fail(lost());
      await settled();
      waits.push((client.getState().connection.retryAt ?? 0) - environment.time);
      environment.advance(15_000);
      await settled();
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500]);
  });

  it.each(['Unauthorized', 'Forbidden', 'UnknownConversation', 'ConversationGone'] as const)(
    'is closed for good by %s, and opened again by hand',
    async (code) => {
      const { client, transport, environment } = connectingClient();
      transport.connection.fail(new AgentChatError(code, 'No.'));
      await settled();
      expect(client.getState().connection).toMatchObject({
        status: 'closed',
        retryAt: null,
        error: { code },
      });
      environment.advance(60_000);
      await settled();
      expect(transport.connections).toHaveLength(1);
      client.reconnectNow();
      expect(transport.connections).toHaveLength(2);
      expect(client.getState().connection).toMatchObject({ status: 'connecting', error: null });
    },
  );

  it('asks for a snapshot when its cursor is refused', async () => {
    const { transport, environment } = await setUpLive();
    transport.connection.fail(lost());
    await settled();
    environment.advance(500);
    await settled();
    transport.connection.fail(new AgentChatError('InvalidCursor', 'No.'));
    await settled();
    environment.advance(1_000);
    await settled();
    expect(transport.connections.map(({ params }) => params.cursor)).toEqual([undefined, 'e1-3', undefined]);
  });

  it('waits as long as the server asks for', async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.push({ kind: 'bye', data: { reason: 'shutdown', retryAfterMs: 9_000 } });
    await settled();
    // With the jitter of a first try on top, so that not all come back in the same moment.
    expect(client.getState().connection.retryAt).toBe(environment.time + 9_250);
    environment.advance(9_250);
    await settled();
    transport.connection.fail(
      new AgentChatError('RateLimited', 'Slowly.', { details: { retryAfterMs: 20_000 } }),
    );
    await settled();
    expect(client.getState().connection).toMatchObject({
      retryAt: environment.time + 20_500,
      error: { code: 'RateLimited' },
    });
  });

  it('waits for somebody to look at a page that was hidden for long', async () => {
    const { client, transport, environment } = await setUpLive();
    environment.setVisible(false);
    environment.advance(6 * 60_000);
    expect(client.getState().connection.status).toBe('live');
    transport.connection.fail(lost());
    await settled();
    environment.advance(60_000);
    await settled();
    environment.advance(60_000);
    await settled();
    expect(transport.connections).toHaveLength(1);
    expect(client.getState().connection).toMatchObject({ status: 'reconnecting', retryAt: null });
    environment.setVisible(true);
    await settled();
    expect(transport.connections).toHaveLength(2);
  });

  it('comes back at once when somebody looks, but not before the server wants it', async () => {
    const { transport, environment } = await setUpLive();
    environment.setVisible(false);
    transport.connection.fail(lost());
    await settled();
    environment.setVisible(true);
    await settled();
    expect(transport.connections).toHaveLength(2);
    transport.connection.fail(new AgentChatError('RateLimited', 'No.', { details: { retryAfterMs: 9_000 } }));
    await settled();
    environment.setVisible(false);
    environment.setVisible(true);
    environment.wake();
    await settled();
    expect(transport.connections).toHaveLength(2);
  });

  it('comes back for who looks at it, and trusts no connection from before a sleep, though the clock was set back', async () => {
    const { transport, environment } = await setUpLive();
    environment.setVisible(false);
    environment.advance(6 * 60_000);
    transport.connection.fail(failure('Unavailable', { retryAfterMs: 9_000 }));
    await settled();
    environment.advance(9_250);
    await settled();
    environment.time -= 60_000;
    environment.setVisible(true);
    await settled();
    expect(transport.connections).toHaveLength(2);
    transport.connection.push(hello(), caughtUp(3));
    await settled();
    environment.time -= 600_000;
    environment.wake();
    await settled();
    expect(transport.connections).toHaveLength(3);
  });

  it('trusts no connection from before the page was frozen', async () => {
    const { client, transport, environment } = await setUpLive();
    environment.wake();
    await settled();
    expect(transport.connections.map(({ isOver }) => isOver)).toEqual([true, false]);
    expect(transport.connection.params.cursor).toBe('e1-3');
    transport.connection.push(hello(), caughtUp(3));
    await settled();
    expect(client.getState().connection).toMatchObject({ status: 'live', attempt: 0 });
  });

  it('is closed by a bye with an error that is for good', async () => {
    const { client, transport } = await setUpLive();
    const error = new AgentChatError('ConversationGone', 'Erased.').toBody();
    transport.connection.push({ kind: 'bye', data: { reason: 'error', retryAfterMs: 0, error } });
    await settled();
    expect(client.getState().connection).toMatchObject({
      status: 'closed',
      error: { code: 'ConversationGone' },
    });
  });

  it('never hurries when the same frame is wrong each time, though everything else succeeds', async () => {
    const { client, transport, environment } = connectingClient();
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      const cursor = transport.connection.params.cursor;
      transport.connection.push(hello(), ...(cursor === undefined ? events(1, ...OPEN) : []), caughtUp(3));
      await settled();
      expect(client.getState().connection.status).toBe('live');
      transport.connection.push(...events(9, created));
      await settled();
      expect(client.getState().connection.error?.code).toBe('MalformedFrame');
      waits.push((client.getState().connection.retryAt ?? 0) - environment.time);
      environment.advance(15_000);
      await settled();
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]);
    expect(client.getState().conversation?.control.seq).toBe(3);
  });

  it.each(['it ends', 'the next poll breaks off', 'the server says bye'])(
    'never hurries when %s each time as soon as everything has arrived',
    async (how) => {
      const { client, transport, environment } = await setUpLive();
      const waits: number[] = [];
      const breakOff = async (): Promise<void> => {
        if (how === 'the next poll breaks off') transport.connection.push(hello());
        if (how === 'the server says bye') {
          transport.connection.push({ kind: 'bye', data: { reason: 'error', retryAfterMs: 0 } });
        } else transport.connection.fail(lost());
        await settled();
        waits.push((client.getState().connection.retryAt ?? 0) - environment.time);
        environment.advance(15_000);
        await settled();
        transport.connection.push(hello(), caughtUp(3));
        await settled();
        expect(client.getState().connection).toMatchObject({ status: 'live', attempt: 0 });
      };
      for (let round = 0; round < 7; round++) await breakOff();
      expect(waits.splice(0)).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]);
      // What brings something, or stands for long, was no failure.
      transport.connection.push(draftFrame(2, 'm2', 0, 'Good'));
      for (let round = 0; round < 2; round++) await breakOff();
      environment.advance(15_000);
      for (let round = 0; round < 2; round++) await breakOff();
      transport.connection.push(...events(4, { type: 'note', author: 'system', payload: { text: 'x' } }));
      await breakOff();
      expect(waits).toEqual([250, 500, 250, 500, 250]);
    },
  );

  it('waits for a day at most, whatever the server asks for', async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.push({ kind: 'bye', data: { reason: 'shutdown', retryAfterMs: 3_000_000_000 } });
    await settled();
    expect(client.getState().connection.retryAt).toBe(environment.time + 86_400_250);
  });

  it('stays closed after close, and leaves no timer and no listener', async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.fail(lost());
    await settled();
    client.close();
    await settled();
    expect(environment.timers).toBe(0);
    expect(environment.listeners).toBe(0);
    environment.advance(60_000);
    await settled();
    expect(transport.connections).toHaveLength(1);
    expect(client.getState().connection).toMatchObject({ status: 'closed', error: null });
  });
});

describe('the person and the network', () => {
  it('a person can have the next try at once', async () => {
    const { client, transport } = await setUpLive();
    client.reconnectNow();
    await settled();
    expect(transport.connections).toHaveLength(1);
    transport.connection.fail(lost());
    await settled();
    client.reconnectNow();
    await settled();
    expect(transport.connections).toHaveLength(2);
    // A try that hangs is given up for a new one.
    client.reconnectNow();
    await settled();
    expect(transport.connections).toHaveLength(3);
    expect(transport.connections[1]?.isOver).toBe(true);
  });

  it('a person can have the next try at once, also right after a close and a connect', async () => {
    const { client, transport } = await setUpLive();
    client.close();
    client.connect();
    await settled();
    expect(transport.connections).toHaveLength(2);
    client.reconnectNow();
    await settled();
    expect(transport.connections[1]?.isOver).toBe(true);
    expect(transport.connections).toHaveLength(3);
  });

  it('without a network it waits for it, and does not try', async () => {
    const { client, transport, environment } = await setUpLive();
    environment.online = false;
    transport.connection.fail(lost());
    await settled();
    expect(client.getState().connection).toMatchObject({ status: 'offline', retryAt: null });
    environment.advance(600_000);
    await settled();
    expect(transport.connections).toHaveLength(1);
    environment.setOnline(true);
    await settled();
    expect(transport.connections).toHaveLength(2);
  });

  it('a network that goes is shown at once, and the connection made anew when it is back', async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.push(draftFrame(2, 'm2', 0, 'Good'));
    await settled();
    environment.setOnline(false);
    expect(client.getState().connection.status).toBe('offline');
    expect(client.getState().drafts[0]?.interrupted).toBe(true);
    environment.setOnline(true);
    await settled();
    expect(transport.connections).toHaveLength(2);
    expect(transport.connection.params.cursor).toBe('e1-3');
  });

  it("a connection that stands without a network, as to one's own machine, is believed", async () => {
    const { client, transport, environment } = await setUpLive();
    transport.connection.push(draftFrame(2, 'm2', 0, 'Good'));
    await settled();
    environment.setOnline(false);
    transport.connection.push(draftFrame(2, 'm2', 4, ' morning'));
    await settled();
    expect(client.getState().connection.status).toBe('live');
    expect(client.getState().drafts[0]).toMatchObject({ text: 'Good morning', interrupted: false });
    environment.setOnline(true);
    await settled();
    expect(transport.connections).toHaveLength(1);
  });
});

describe('listeners', () => {
  it('are told once of all the frames that came together', async () => {
    const { client, transport } = connectingClient();
    let calls = 0;
    await settled();
    client.subscribe(() => {
      calls += 1;
    });
    transport.connection.push(...LIVE);
    for (let offset = 0; offset < 200; offset++) transport.connection.push(draftFrame(2, 'm2', offset, 'x'));
    await settled();
    expect(client.getState().drafts[0]?.text).toHaveLength(200);
    expect(calls).toBe(1);
  });

  it('are told nothing when nothing changed, and nothing after they left', async () => {
    const { client, transport } = await setUpLive();
    let calls = 0;
    const unsubscribe = client.subscribe(() => {
      calls += 1;
    });
    const before = client.getState();
    transport.connection.push(...LIVE);
    await settled();
    expect(calls).toBe(0);
    expect(client.getState()).toBe(before);
    unsubscribe();
    transport.connection.push(draftFrame(2, 'm2', 0, 'x'));
    await settled();
    expect(calls).toBe(0);
  });
});
