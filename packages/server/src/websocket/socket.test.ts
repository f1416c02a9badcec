import { systemClock } from '@agent-chat/core';
import { describe, expect, it } from 'vitest';
import { echoAgent } from '../test-support/echo-agent.js';
import { RpcClient } from '../test-support/rpc-client.js';
import { longConversation } from '../test-support/long-conversation.js';
import { OPERATOR_TOKEN, type Session, startTestServer } from '../test-support/test-server.js';

const message = (session: Session, text: string, clientRequestId: string) => ({
  conversationId: session.conversationId,
  clientRequestId,
  parts: [{ type: 'text', partId: 'p1', text }],
});
const isAnswer = (frame: Record<string, unknown>): boolean =>
  frame['type'] === 'message' && frame['author'] === 'echo';

describe('a WebSocket', () => {
  it('calls methods by their names and gets their results', async () => {
    const server = await startTestServer();
    const client = await RpcClient.open(server);
    expect((await client.call('ping', {})).result).toEqual({ ts: expect.any(String) as string });
    const created = await client.call('createSession', { slug: 'demo' });
    const session = created.result as unknown as Session;
    const authenticated = await client.call('authenticate', { token: session.sessionToken });
    expect(authenticated.result).toEqual({ kind: 'visitor', participantId: session.participantId });
    const sent = await client.call('sendMessage', message(session, 'hello', 'r1'));
    expect(sent.result).toMatchObject({ queued: false });
    const again = await client.call('sendMessage', message(session, 'hello', 'r1'));
    expect(again.result).toEqual(sent.result);
  });

  it('that is not read for a while, because enough calls are under way, is not taken for gone', async () => {
    const started = Promise.withResolvers<void>();
    const server = await startTestServer({
      agent: {
        async *run({ signal }) {
          started.resolve();
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          yield* [];
        },
      },
      limits: { maxCallsPerSocket: 1 },
      pingIntervalMs: 20,
    });
    const session = await server.createSession();
    await server.send(session, 'Take your time');
    await started.promise;
    const client = await RpcClient.authenticated(server, OPERATOR_TOKEN);
    const { conversationId } = session;
    const waited = await client.call('runToCompletion', { conversationId, timeoutMs: 300 });
    expect(waited.result).toMatchObject({ status: 'timeout' });
    expect((await client.call('ping', {})).result).toBeDefined();
  });

  it('answers with the same typed errors as HTTP', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    const cases = [
      ['noSuchMethod', {}, -32601, 'UnknownMethod'],
      ['toString', {}, -32601, 'UnknownMethod'],
      ['sendMessage', { conversationId: session.conversationId }, -32602, 'InvalidRequest'],
      ['sendMessage', [1, 2], -32602, 'InvalidRequest'],
      ['getConversation', { conversationId: 'ghost' }, -32000, 'UnknownConversation'],
      ['subscribe', { conversationId: 'ghost' }, -32000, 'UnknownConversation'],
      ['subscribe', { conversationId: session.conversationId, cursor: 'x' }, -32000, 'InvalidCursor'],
      ['listConversations', {}, -32000, 'Forbidden'],
      ['authenticate', { token: 'another' }, -32000, 'Forbidden'],
    ] as const;
    for (const [method, params, number, code] of cases) {
      const { error } = await client.call(method, params);
      expect(error).toMatchObject({ code: number, data: { code, retryable: false } });
    }
  });

  it('streams a conversation, several at once, each under its own id', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    const { conversationId } = session;
    const one = (await client.call('subscribe', { conversationId })).result?.['subscriptionId'];
    const two = (await client.call('subscribe', { conversationId, cursor: '0' })).result?.['subscriptionId'];
    expect(two).not.toBe(one);
    await client.call('sendMessage', message(session, 'hello there', 'r1'));
    for (const subscriptionId of [one, two]) {
      await client.wait((received) =>
        'method' in received &&
        received.params.subscriptionId === subscriptionId &&
        isAnswer(received.params.frame)
          ? true
          : undefined,
      );
    }
    const frames = client.received.flatMap((received) => ('method' in received ? [received] : []));
    const kinds = frames.filter(({ params }) => params.subscriptionId === one).map(({ method }) => method);
    expect(kinds.slice(0, 3)).toEqual(['hello', 'snapshot', 'caught_up']);
    const seqs = frames
      .filter(({ method, params }) => method === 'event' && params.subscriptionId === two)
      .map(({ params }) => params.frame['seq']);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  it('tells nothing more after unsubscribe', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    const { conversationId } = session;
    const subscriptionId = (await client.call('subscribe', { conversationId })).result?.['subscriptionId'];
    await client.frame('caught_up');
    expect((await client.call('unsubscribe', { subscriptionId })).result).toEqual({});
    expect((await client.call('unsubscribe', { subscriptionId })).result).toEqual({});
    await client.call('subscribe', { conversationId, cursor: '0' });
    await client.call('sendMessage', message(session, 'hello', 'r1'));
    await client.frame('event', isAnswer);
    const late = client.received.filter(
      (received) =>
        'method' in received &&
        received.method === 'event' &&
        received.params.subscriptionId === subscriptionId,
    );
    expect(late).toEqual([]);
  });

  it('takes requests that follow authenticate without waiting for its answer', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.open(server);
    const [authenticated, subscribed] = await Promise.all([
      client.call('authenticate', { token: session.sessionToken }),
      client.call('subscribe', { conversationId: session.conversationId }),
    ]);
    expect(authenticated.result).toBeDefined();
    expect(subscribed.result).toBeDefined();
  });

  it('takes the token of the upgrade request as well', async () => {
    const server = await startTestServer();
    const client = await RpcClient.open(server, { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
    expect((await client.call('listConversations', {})).result).toEqual({ conversations: [], next: null });
  });

  it('is closed when it does not authenticate in time', async () => {
    const server = await startTestServer({ limits: { authenticateWithinMs: 100 } });
    const client = await RpcClient.open(server);
    expect((await client.call('getConversation', { conversationId: 'x' })).error?.data.code).toBe(
      'Unauthorized',
    );
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it.each(['wrong', `acs_${'A'.repeat(43)}`, 'with\r\nheader: x', 'ünïcode'])(
    'is closed after the answer to a token that nobody has: %j',
    async (token) => {
      const server = await startTestServer();
      const client = await RpcClient.open(server);
      expect((await client.call('authenticate', { token })).error?.data.code).toBe('Unauthorized');
      expect(await client.closed).toMatchObject({ code: 4401 });
    },
  );

  it('that is cut cancels nothing: the answer is logged whole', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const server = await startTestServer({ agent: echoAgent(() => held) });
    const session = await server.createSession();
    const first = await RpcClient.authenticated(server, session.sessionToken);
    await first.call('subscribe', { conversationId: session.conversationId });
    await first.call('sendMessage', message(session, 'hello', 'r1'));
    await first.frame('draft');
    first.socket.terminate();
    goOn();
    const second = await RpcClient.authenticated(server, session.sessionToken);
    await second.call('subscribe', { conversationId: session.conversationId, cursor: '0' });
    const answer = await second.frame('event', isAnswer);
    expect(answer.params.frame).toMatchObject({ payload: { parts: [{ text: 'You said: hello' }] } });
  });

  it('gets bye and 1001 when the server closes', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    await client.call('subscribe', { conversationId: session.conversationId });
    await client.frame('caught_up');
    const closed = server.close();
    expect((await client.frame('bye')).params.frame).toMatchObject({ reason: 'shutdown' });
    expect(await client.closed).toMatchObject({ code: 1001 });
    await closed;
  });

  it('gets its answer, bye and 4401 when its session ends', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    await client.call('subscribe', { conversationId: session.conversationId });
    await client.frame('caught_up');
    expect((await client.call('endSession', { slug: 'demo' })).result).toEqual({});
    expect((await client.frame('bye')).params.frame).toMatchObject({ reason: 'revoked' });
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it('holds a limited number of subscriptions', async () => {
    const server = await startTestServer({ limits: { maxSubscriptionsPerSocket: 2 } });
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    const subscribe = () => client.call('subscribe', { conversationId: session.conversationId });
    const { subscriptionId } = (await subscribe()).result ?? {};
    await subscribe();
    expect((await subscribe()).error?.data).toMatchObject({ code: 'RateLimited', retryable: true });
    await client.call('unsubscribe', { subscriptionId });
    await expect.poll(async () => (await subscribe()).result).toBeDefined();
  });

  it('that answers no ping is cut', async () => {
    const server = await startTestServer({ pingIntervalMs: 50 });
    const silent = await RpcClient.open(server, { autoPong: false });
    const alive = await RpcClient.open(server);
    expect(await silent.closed).toMatchObject({ code: 1006 });
    expect((await alive.call('ping', {})).result).toBeDefined();
  });

  it('goes no faster than its reader, is given up when that takes nothing, and goes on without a gap', async () => {
    let skewMs = 0;
    const clock = { ...systemClock(), now: () => Date.now() + skewMs };
    const server = await startTestServer({ clock });
    const { conversationId } = await longConversation(server, 300);
    const client = await RpcClient.authenticated(server, OPERATOR_TOKEN);
    const subscribed = client.call('subscribe', { conversationId, cursor: '0' });
    await subscribed;
    client.socket.pause();
    const attentive = await RpcClient.authenticated(server, OPERATOR_TOKEN);
    await attentive.call('subscribe', { conversationId, cursor: '0' });
    await attentive.frame('caught_up');
    // The other one has taken nothing for as long, which the server finds when it looks next.
    skewMs = 60_000;
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.socket.resume();
    expect((await client.frame('bye')).params.frame).toMatchObject({ reason: 'slow' });
    expect(await client.closed).toMatchObject({ code: 1013 });
    const seqsOf = ({ received }: RpcClient): number[] =>
      received.flatMap((each) =>
        'method' in each && each.method === 'event' ? [Number(each.params.frame['seq'])] : [],
      );
    const before = seqsOf(client);
    expect(before.length).toBeLessThan(301);

    const back = await RpcClient.authenticated(server, OPERATOR_TOKEN);
    await back.call('subscribe', { conversationId, cursor: String(before.at(-1) ?? 0) });
    await back.frame('caught_up');
    expect([...before, ...seqsOf(back)]).toEqual(seqsOf(attentive));
  });
});
