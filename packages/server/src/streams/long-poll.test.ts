import { describe, expect, it } from 'vitest';
import { echoAgent } from '../test-support/echo-agent.js';
import { type SseEvent, SseReader } from '../test-support/sse-reader.js';
import {
  OPERATOR_TOKEN,
  startTestServer,
  type Session,
  type TestServer,
} from '../test-support/test-server.js';

/** One whole poll: what it said, and how long it took. */
async function poll(
  server: TestServer,
  session: Session,
  query: string,
): Promise<{ events: SseEvent[]; tookMs: number }> {
  const startedAt = performance.now();
  const reader = await SseReader.open(server, session, query);
  const events: SseEvent[] = [];
  for (let event = await reader.next(); event !== null; event = await reader.next()) events.push(event);
  return { events, tookMs: performance.now() - startedAt };
}

const kindsOf = (events: readonly SseEvent[]): string[] => events.map(({ kind }) => kind);
const headOf = (events: readonly SseEvent[]): string => {
  const [hello] = events;
  return `${String(hello?.data['epoch'])}-${String(hello?.data['head'])}`;
};

describe('a long poll', () => {
  it('without a cursor answers a snapshot at once', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const { events, tookMs } = await poll(server, session, '?wait=20000');
    expect(kindsOf(events)).toEqual(['hello', 'snapshot', 'caught_up']);
    expect(tookMs).toBeLessThan(10_000);
  });

  it('is held until something is logged after the cursor, and then ends', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const cursor = headOf((await poll(server, session, '?wait=0')).events);
    const reader = await SseReader.open(server, session, `?wait=20000&sinceSeq=${cursor}`);
    expect((await reader.next())?.kind).toBe('hello');
    const next = reader.next();
    await server.send(session, 'hello');
    expect(await next).toMatchObject({ kind: 'event', data: { type: 'run_changed' } });
    const rest: SseEvent[] = [];
    for (let event = await reader.next(); event !== null; event = await reader.next()) rest.push(event);
    // What one append logged comes in one answer.
    expect(rest[0]).toMatchObject({ kind: 'event', data: { type: 'message', seq: 3 } });
    expect(rest.at(-1)?.kind).toBe('caught_up');
  });

  it('ends when its time is up', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const cursor = headOf((await poll(server, session, '?wait=0')).events);
    const { events, tookMs } = await poll(server, session, `?wait=200&sinceSeq=${cursor}`);
    expect(kindsOf(events)).toEqual(['hello', 'caught_up']);
    expect(events.at(-1)?.data).toEqual({ seq: events[0]?.data['head'] });
    expect(tookMs).toBeGreaterThanOrEqual(190);
  });

  it('is ended by open drafts alone after a second, not sooner', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const server = await startTestServer({ agent: echoAgent(() => held) });
    const session = await server.createSession();
    const streaming = await SseReader.open(server, session);
    await server.send(session, 'hello there');
    const seen = await streaming.until(({ kind }) => kind === 'draft');
    const cursor = seen.findLast(({ id }) => id !== null)?.id ?? '';
    const { events, tookMs } = await poll(server, session, `?wait=20000&sinceSeq=${cursor}`);
    expect(kindsOf(events)).toContain('draft');
    expect(kindsOf(events)).not.toContain('event');
    expect(tookMs).toBeGreaterThan(950);
    expect(tookMs).toBeLessThan(10_000);
    goOn();
  });

  it('refuses a time that is none', async () => {
    const server = await startTestServer();
    const { conversationId, sessionToken: token } = await server.createSession();
    const path = `/api/conversations/${conversationId}/stream?wait=soon`;
    const response = await server.call('GET', path, { token });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidRequest', details: { path: 'wait' } });
  });

  it('of all conversations is refused, as it would never end', async () => {
    const server = await startTestServer();
    const response = await server.call('GET', '/api/events/stream?wait=100', { token: OPERATOR_TOKEN });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidRequest', details: { path: 'wait' } });
  });

  it('leaves nothing open', async () => {
    const server = await startTestServer({
      limits: { maxConnectionsPerSession: 1 },
    });
    const session = await server.createSession();
    for (let index = 0; index < 4; index++) {
      expect(kindsOf((await poll(server, session, '?wait=0')).events).at(-1)).toBe('caught_up');
    }
  });

  it('says bye when the server closes', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const cursor = headOf((await poll(server, session, '?wait=0')).events);
    const reader = await SseReader.open(server, session, `?wait=20000&sinceSeq=${cursor}`);
    await reader.next();
    const closing = server.close();
    expect(await reader.next()).toMatchObject({ kind: 'bye', data: { reason: 'shutdown' } });
    await closing;
  });
});
