import { CONTRACT, type MethodName } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { echoAgent } from '../test-support/echo-agent.js';
import { isAnswer, SseReader } from '../test-support/sse-reader.js';
import { bodyOf, OPERATOR_TOKEN, startTestServer, type TestServer } from '../test-support/test-server.js';
import { METHOD_ROUTES } from './method-routes.js';

const asOperator = { token: OPERATOR_TOKEN };

/** An agent that says one word and then waits until the test lets it go on. */
function heldAgent() {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { agent: echoAgent(() => held), release };
}

async function openTurn(server: TestServer) {
  const session = await server.createSession();
  await server.send(session, 'one');
  const reader = await SseReader.open(server, session, '?sinceSeq=0');
  await reader.until(({ kind }) => kind === 'draft');
  return { session, reader };
}

describe('the contract over HTTP', () => {
  it('has a route for every method that declares one', () => {
    const declared = Object.entries(CONTRACT).filter(([, method]) => 'http' in method);
    expect(METHOD_ROUTES.map(({ method }) => method).sort()).toEqual(declared.map(([name]) => name).sort());
    expect(METHOD_ROUTES.find(({ method }) => method === 'cancelQueued')).toEqual({
      method: 'cancelQueued',
      verb: 'DELETE',
      pattern: '/api/conversations/:conversationId/queue/:messageId',
    });
  });

  it.each(METHOD_ROUTES)(
    '$verb $pattern asks nobody in without a token',
    async ({ method, verb, pattern }) => {
      const server = await startTestServer();
      const path = pattern.replaceAll(/:\w+/g, 'demo');
      const response = await server.call(verb, path);
      if (CONTRACT[method as MethodName].callers === 'anyone') {
        expect(response.status).toBe(200);
      } else {
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(await bodyOf(response)).toMatchObject({ code: 'Unauthorized', retryable: false });
      }
    },
  );

  it('tells what anyone may know of an interface, and nothing else', async () => {
    const server = await startTestServer();
    const response = await server.call('GET', '/api/public/interfaces/demo');
    expect(await bodyOf(response)).toEqual({
      slug: 'demo',
      title: 'Demo',
      description: null,
      welcomeMessage: 'Hello.',
      placeholderText: 'Write',
      suggestedPrompts: [{ text: 'What is this?' }],
      persistenceType: 'local_storage',
    });
    const missing = await server.call('GET', '/api/public/interfaces/other');
    expect(missing.status).toBe(404);
    expect(await bodyOf(missing)).toMatchObject({ code: 'UnknownInterface' });
  });

  it('logs a message of a visitor once, however often it is sent', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const first = await server.send(session, 'hello', 'request-1');
    const again = await server.send(session, 'hello', 'request-1');
    const changed = await server.send(session, 'good-bye', 'request-1');
    expect(first.status).toBe(200);
    const result = await bodyOf(first);
    expect(result).toMatchObject({ queued: false });
    expect(await bodyOf(again)).toEqual(result);
    expect(changed.status).toBe(409);
    expect(await bodyOf(changed)).toMatchObject({ code: 'IdempotencyMismatch' });
  });

  it('reads pages of the log forwards and backwards', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    await server.send(session, 'hello');
    const reader = await SseReader.open(server, session, '?sinceSeq=0');
    await reader.until(isAnswer);
    const path = `/api/conversations/${session.conversationId}/events`;
    const after = await server.call('GET', `${path}?afterSeq=2&limit=1`, { token: session.sessionToken });
    expect(await bodyOf(after)).toMatchObject({ events: [{ seq: 3, type: 'message' }] });
    const before = await server.call('GET', `${path}?beforeSeq=3&limit=5`, { token: session.sessionToken });
    expect(await bodyOf(before)).toMatchObject({ events: [{ seq: 1, type: 'created' }, { seq: 2 }] });
    const record = await server.call('GET', `/api/conversations/${session.conversationId}`, {
      token: session.sessionToken,
    });
    expect(await bodyOf(record)).toMatchObject({ conversationId: session.conversationId, ended: false });
  });

  it('lets an operator create and list conversations', async () => {
    const server = await startTestServer();
    const created = await server.call('POST', '/api/conversations', {
      ...asOperator,
      body: {
        clientRequestId: 'c1',
        title: 'Ours',
        participants: [{ participantId: 'operator', kind: 'user', displayName: 'Operator' }],
      },
    });
    const { conversationId } = await bodyOf(created);
    const listed = await server.call('GET', '/api/conversations?limit=5', asOperator);
    expect(await bodyOf(listed)).toMatchObject({ conversations: [{ conversationId, title: 'Ours' }] });
  });

  it('changes and cancels what waits behind an open turn, and stops it', async () => {
    const { agent, release } = heldAgent();
    const server = await startTestServer({ agent });
    const { session, reader } = await openTurn(server);
    const token = session.sessionToken;
    const queued = await bodyOf(await server.send(session, 'two'));
    expect(queued).toMatchObject({ queued: true });

    const path = `/api/conversations/${session.conversationId}`;
    const messageId = queued['messageId'] as string;
    const edited = await server.call('PATCH', `${path}/queue/${messageId}`, {
      token,
      body: { clientRequestId: 'e1', parts: [{ type: 'text', partId: 'p1', text: 'three' }] },
    });
    expect(edited.status).toBe(200);
    const cancelled = await server.call('DELETE', `${path}/queue/${messageId}?clientRequestId=d1`, { token });
    expect(cancelled.status).toBe(200);

    const started = (await bodyOf(await server.call('GET', `${path}/events`, { token })))['events'];
    const turn = (started as { type: string; payload: { turn: number } }[]).find(
      ({ type }) => type === 'execution_started',
    )?.payload.turn;
    const stopped = await server.call('POST', `${path}/stop`, {
      token,
      body: { clientRequestId: 's1', turn },
    });
    expect(stopped.status).toBe(200);
    release();
    const answer = (await reader.until(isAnswer)).at(-1);
    expect(answer?.data).toMatchObject({ payload: { outcome: { status: 'stopped' } } });
  });

  it('shows a visitor no conversation but its own', async () => {
    const server = await startTestServer();
    const [mine, theirs] = [await server.createSession(), await server.createSession()];
    for (const path of ['', '/events', '/stream']) {
      const response = await server.call('GET', `/api/conversations/${theirs.conversationId}${path}`, {
        token: mine.sessionToken,
      });
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ code: 'UnknownConversation' });
    }
    const listing = await server.call('GET', '/api/conversations', { token: mine.sessionToken });
    expect(listing.status).toBe(403);
    const asIfMine = { ...theirs, sessionToken: mine.sessionToken };
    expect((await server.send(asIfMine, 'hello')).status).toBe(404);
  });

  it('refuses what a visitor may not say', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const parts = [{ type: 'text', partId: 'p1', text: 'hello' }];
    for (const more of [{ finality: 'conversation' }, { finality: 'none' }, { lastClosedSeq: 0 }]) {
      const response = await server.call('POST', `/api/conversations/${session.conversationId}/messages`, {
        token: session.sessionToken,
        body: { clientRequestId: 'r1', parts, ...more },
      });
      expect(response.status).toBe(403);
      expect(await bodyOf(response)).toMatchObject({ code: 'Forbidden' });
    }
  });

  it('ends a session: its token is worth nothing afterwards', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const path = '/api/public/interfaces/demo/sessions/current';
    const elsewhere = await server.call('DELETE', path.replace('demo', 'other'), {
      token: session.sessionToken,
    });
    expect(elsewhere.status).toBe(404);
    expect((await server.call('DELETE', path, { token: session.sessionToken })).status).toBe(200);
    expect((await server.send(session, 'hello')).status).toBe(401);
    expect((await server.call('DELETE', path, asOperator)).status).toBe(403);
  });

  it('says that it is well', async () => {
    const server = await startTestServer();
    const response = await server.call('GET', '/api/health');
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual({ status: 'ok' });
  });
});
