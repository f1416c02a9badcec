import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { echoAgent } from '../test-support/echo-agent.js';
import { isAnswer, isCaughtUp, type SseEvent, SseReader } from '../test-support/sse-reader.js';
import { ManualClock } from '../test-support/manual-clock.js';
import { longConversation } from '../test-support/long-conversation.js';
import { OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';

const seqsOf = (events: readonly SseEvent[]): number[] =>
  events.flatMap(({ kind, data }) => (kind === 'event' ? [Number(data['seq'])] : []));

describe('an event stream', () => {
  it('sends the log, drafts and the answer that replaces them, with a cursor on each event', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(reader.response.headers.get('x-accel-buffering')).toBe('no');
    const backlog = await reader.until(isCaughtUp);
    expect(backlog.map(({ kind }) => kind)).toEqual(['hello', 'snapshot', 'caught_up']);

    await server.send(session, 'hello there');
    const events = await reader.until(isAnswer);
    const drafted = events.filter(({ kind }) => kind === 'draft').map(({ data }) => data['text']);
    expect(drafted.join('')).toBe('You said: hello there');
    const epoch = String(backlog[0]?.data['epoch']);
    for (const { kind, id, data } of events) {
      expect(id).toBe(kind === 'event' ? `${epoch}-${String(data['seq'])}` : null);
    }
  });

  it('resumes after Last-Event-ID, which wins over sinceSeq', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    await server.send(session, 'hello');
    const whole = await (await SseReader.open(server, session, '?sinceSeq=0')).until(isAnswer);
    const ids = whole.flatMap(({ id }) => id ?? []);
    for (const [index, id] of ids.slice(0, -1).entries()) {
      const resumed = await SseReader.open(server, session, '?sinceSeq=0', { 'last-event-id': id });
      const events = await resumed.until(isCaughtUp);
      expect(events.flatMap((event) => event.id ?? [])).toEqual(ids.slice(index + 1));
    }
    const bySeq = await SseReader.open(server, session, '?sinceSeq=2');
    expect(seqsOf(await bySeq.until(isCaughtUp))[0]).toBe(3);
  });

  it('keeps a silent connection alive with comments', async () => {
    const server = await startTestServer({ limits: { heartbeatMs: 20 }, idleTimeoutMs: 500 });
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    await reader.until(isCaughtUp);
    const next = reader.next();
    await expect.poll(() => reader.comments.length, { timeout: 5_000 }).toBeGreaterThan(40);
    await server.send(session, 'hello');
    expect((await next)?.kind).toBe('event');
  });

  it('that is cut cancels nothing: the answer is logged whole', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const server = await startTestServer({ agent: echoAgent(() => held) });
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    await reader.until(isCaughtUp);
    await server.send(session, 'hello');
    await reader.until(({ kind }) => kind === 'draft');
    reader.cut();
    goOn();
    const again = await SseReader.open(server, session, '?sinceSeq=0');
    const answer = (await again.until(isAnswer)).at(-1);
    expect(answer?.data).toMatchObject({ payload: { parts: [{ text: 'You said: hello' }] } });
  });

  it('ends with bye when the server closes', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    await reader.until(isCaughtUp);
    const closed = server.close();
    const bye = (await reader.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'shutdown', retryAfterMs: expect.any(Number) as number });
    expect(Number(bye?.data['retryAfterMs'])).toBeGreaterThanOrEqual(1_000);
    expect(await reader.next()).toBeNull();
    await closed;
  });

  it('ends with bye when its session ends, and no other does', async () => {
    const server = await startTestServer();
    const [mine, other] = [await server.createSession(), await server.createSession()];
    const [reader, otherReader] = [await SseReader.open(server, mine), await SseReader.open(server, other)];
    await reader.until(isCaughtUp);
    await otherReader.until(isCaughtUp);
    await server.call('DELETE', '/api/public/interfaces/demo/sessions/current', { token: mine.sessionToken });
    const bye = (await reader.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'revoked' });
    await server.send(other, 'hello');
    await otherReader.until(isAnswer);
  });

  it('is cut, with nothing mixed into it, when its client sends what is no request', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let received = '';
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/conversations/${session.conversationId}/stream HTTP/1.1\r\nhost: localhost\r\n` +
        `authorization: Bearer ${session.sessionToken}\r\n\r\n`,
    );
    await new Promise<void>((resolve) => {
      socket.on('data', (text: string) => {
        received += text;
        if (received.includes('event: caught_up')) resolve();
      });
    });
    socket.write('\0 garbage\r\n\r\n');
    await closed;
    expect(received.split('HTTP/1.1 ')).toHaveLength(2);
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });

  it('goes no faster than its reader, is given up when that takes nothing, and goes on without a gap', async () => {
    const clock = new ManualClock();
    const server = await startTestServer({ clock });
    const session = await longConversation(server, 300);

    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let received = '';
    socket.setEncoding('utf8');
    socket.pause();
    socket.write(
      `GET /api/conversations/${session.conversationId}/stream?sinceSeq=0 HTTP/1.1\r\nhost: localhost\r\n` +
        `authorization: Bearer ${OPERATOR_TOKEN}\r\nconnection: close\r\n\r\n`,
    );
    const attentive = await SseReader.open(server, session, '?sinceSeq=0');
    expect(seqsOf(await attentive.until(isCaughtUp))).toHaveLength(302);
    // The other one has taken nothing for as long.
    await clock.advance(30_000);

    socket.on('data', (text: string) => {
      received += text;
    });
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received).toContain('event: bye\ndata: {"reason":"slow"');
    expect(received.split('event: event\n').length).toBeLessThan(301);

    const cursors = [...received.matchAll(/^id: (\S+)$/gm)].map(([, cursor = '']) => cursor);
    const back = await SseReader.open(server, session, `?sinceSeq=${cursors.at(-1)}`);
    const rest = seqsOf(await back.until(isCaughtUp));
    const before = cursors.map((cursor) => Number(cursor.split('-')[1]));
    expect([...before, ...rest]).toEqual(Array.from({ length: 302 }, (_, index) => index + 1));
  });
});
