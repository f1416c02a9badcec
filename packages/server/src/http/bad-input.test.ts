import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_LIMITS, type ServerLimits } from '../limits.js';
import { bodyOf, rawExchange, startTestServer } from '../test-support/test-server.js';

async function serverWithSession(options: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer(options);
  const session = await server.createSession();
  const messages = `/api/conversations/${session.conversationId}/messages`;
  const token = session.sessionToken;
  const post = (body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response> =>
    server.call('POST', messages, { token, body, ...(headers && { headers }) });
  return { server, session, messages, token, post };
}

const message = (text: string) => ({
  clientRequestId: 'r1',
  parts: [{ type: 'text', partId: 'p1', text }],
});

describe('a body that is wrong', () => {
  it.each([
    ['malformed JSON', '{"clientRequestId":'],
    ['no object', '[1, 2]'],
    ['a bare null', 'null'],
    ['nothing that the schema wants', '{}'],
    ['nested too deep', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['nested absurdly deep', '['.repeat(100_000)],
    ['no text', JSON.stringify(message('  '))],
    [
      'a text that cannot be compared',
      JSON.stringify({ ...message('x'), clientRequestId: { length: { toString: 1, valueOf: 1 } } }),
    ],
    ['an unknown finality', JSON.stringify({ ...message('x'), finality: 'later' })],
    [
      'a conversation other than the path names',
      JSON.stringify({ ...message('x'), conversationId: 'other' }),
    ],
  ])('%s is a typed 400', async (_name, body) => {
    const { server, session, post } = await serverWithSession();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({
      code: expect.stringMatching(/^Invalid(Request|Message)$/) as string,
      message: expect.any(String) as string,
      retryable: false,
    });
    expect((await server.send(session, 'still here')).status).toBe(200);
  });

  it('may nest so deep and no deeper, where it would be taken otherwise', async () => {
    const { post } = await serverWithSession();
    const nested = (levels: number): string =>
      `${JSON.stringify(message('x')).slice(0, -1)},"unknown":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const { maxJsonDepth: maxDepth } = DEFAULT_LIMITS;
    expect((await post(nested(maxDepth - 1))).status).toBe(200);
    const refused = await post(nested(maxDepth));
    expect([refused.status, await bodyOf(refused)]).toMatchObject([400, { details: { maxDepth } }]);
  });

  it('names the param that is wrong', async () => {
    const { post } = await serverWithSession();
    const body = await bodyOf(await post({ ...message('x'), parts: 'none' }));
    expect(body).toMatchObject({ code: 'InvalidRequest', details: { method: 'sendMessage', path: 'parts' } });
  });

  it('must be JSON by its content type, and not encoded', async () => {
    const { post } = await serverWithSession();
    expect((await post(message('x'), { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post(message('x'), { 'content-encoding': 'gzip' })).status).toBe(400);
    const withCharset = { 'content-type': 'application/json; charset=utf-8' };
    expect((await post(message('x'), withCharset)).status).toBe(200);
  });

  it('must be UTF-8', async () => {
    const { server, messages, token } = await serverWithSession();
    const response = await fetch(server.url + messages, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect(response.status).toBe(400);
  });

  it('cannot reach a prototype', async () => {
    const { post } = await serverWithSession();
    const body = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},';
    await post(body + JSON.stringify(message('x')).slice(1));
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});

describe('a body that is too large', () => {
  it('is refused by the default limit where a host leaves its own undefined', async () => {
    // As in a program that is not checked as strictly, or in JavaScript.
    const limits = { maxBodyBytes: undefined } as unknown as Partial<ServerLimits>;
    const { post } = await serverWithSession({ limits });
    const response = await post(message('x'.repeat(300 * 1024)));
    expect(await bodyOf(response)).toMatchObject({ code: 'PayloadTooLarge', details: { maxBytes: 262_144 } });
  });

  it('is refused by its announced length', async () => {
    const { server, session, post } = await serverWithSession();
    const response = await post(message('x'.repeat(300 * 1024)));
    expect(response.status).toBe(413);
    expect(await bodyOf(response)).toMatchObject({ code: 'PayloadTooLarge', details: { maxBytes: 262_144 } });
    expect((await server.send(session, 'still here')).status).toBe(200);
  });

  it('is refused while it arrives when its length is not announced', async () => {
    const { server, messages, token } = await serverWithSession();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        sent += 1;
        if (sent > 10_000) controller.close();
        else controller.enqueue(new Uint8Array(16 * 1024).fill(32));
      },
    });
    const response = await fetch(server.url + messages, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(5_000);
  });

  it('is refused for a single message before the whole body is', async () => {
    const { post } = await serverWithSession();
    const response = await post(message('x'.repeat(100 * 1024)));
    expect(response.status).toBe(413);
    expect(await bodyOf(response)).toMatchObject({ code: 'PayloadTooLarge' });
  });
});

describe('an address that is wrong', () => {
  it('is a typed 404', async () => {
    const { server, token } = await serverWithSession();
    for (const path of ['/api/nothing', '/nothing', '/api/conversations/a/b/c', '/api/%zz']) {
      const response = await server.call('GET', path, { token });
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ code: 'UnknownRoute' });
    }
  });

  it('answers a wrong verb with those that are right', async () => {
    const { server, messages, token } = await serverWithSession();
    const response = await server.call('PUT', messages, { token });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await bodyOf(response)).toMatchObject({ code: 'InvalidRequest', details: { allowed: ['POST'] } });
    const stream = messages.replace('messages', 'stream');
    expect((await server.call('HEAD', stream, { token })).status).toBe(405);
    const both = await server.call('POST', messages.replace('/messages', '/queue/m1'), { token });
    expect(both.headers.get('allow')).toBe('PATCH, DELETE');
  });

  it.each([
    ['limit=many', 'limit'],
    ['limit=0', 'limit'],
    ['limit=1.5', 'limit'],
    ['afterSeq=-1', 'afterSeq'],
    ['afterSeq=99999999999999999999', 'afterSeq'],
    ['limit=1&limit=2', 'limit'],
  ])('refuses the query %s and names the param', async (query, path) => {
    const { server, session, token } = await serverWithSession();
    const events = `/api/conversations/${session.conversationId}/events?${query}`;
    const response = await server.call('GET', events, { token });
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ code: 'InvalidRequest', details: { path } });
  });

  it.each(['nonsense', 'e-e-1', '-', '1e3', '-5', '%00'])(
    'refuses the cursor %s before a stream begins',
    async (cursor) => {
      const { server, session, token } = await serverWithSession();
      const stream = `/api/conversations/${session.conversationId}/stream?sinceSeq=${cursor}`;
      const response = await server.call('GET', stream, { token });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await bodyOf(response)).toMatchObject({ code: 'InvalidCursor' });
    },
  );

  it('of a conversation that does not exist is a typed 404, and makes none', async () => {
    const { server, token } = await serverWithSession();
    for (const path of ['', '/events', '/stream']) {
      const response = await server.call('GET', `/api/conversations/ghost${path}`, { token });
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ code: 'UnknownConversation' });
    }
  });
});

describe('a token that is wrong', () => {
  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    `Bearer acs_${'A'.repeat(43)}`,
    `Bearer ${'x'.repeat(5_000)}`,
  ])('like "%s" is a 401', async (authorization) => {
    const { server, messages } = await serverWithSession();
    const response = await server.call('POST', messages, {
      body: message('x'),
      headers: { authorization },
    });
    expect(response.status).toBe(401);
  });
});

describe('bytes that are no request', () => {
  it.each([
    ['garbage', '\0\u0001\u0002 hello\r\n\r\n', 400],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 400],
    ['no host', 'GET /api/health HTTP/1.1\r\n\r\n', 400],
    ['a bad target', 'GET http://[ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 400],
    ['huge headers', `GET /api/health HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`, 431],
  ])('%s get one answer and the server stays up', async (_name, bytes, status) => {
    const { server } = await serverWithSession();
    expect(await rawExchange(server.port, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });

  it('are not waited for: a body that does not come is a typed 408', async () => {
    const { server, messages, token } = await serverWithSession({ requestTimeoutMs: 300 });
    const answer = await rawExchange(
      server.port,
      `POST ${messages} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"client',
    );
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"RequestTimeout"');
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });

  it('are not waited for: headers that do not come are a typed 408', async () => {
    const server = await startTestServer({ headersTimeoutMs: 200, requestTimeoutMs: 300 });
    const answer = await rawExchange(server.port, 'GET /api/health HTTP/1.1\r\nhost: loc');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('cut off in the middle of a body cost nothing', async () => {
    const { server, session, messages, token } = await serverWithSession();
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(
      `POST ${messages} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"client',
    );
    socket.resetAndDestroy();
    expect((await server.send(session, 'still here')).status).toBe(200);
    expect(server.logs).toEqual([]);
  });
});
