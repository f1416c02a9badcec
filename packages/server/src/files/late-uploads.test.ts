import { describe, expect, it, vi } from 'vitest';
import { startFileServer } from '../test-support/file-server.js';
import { bodyOf, OPERATOR_TOKEN, rawExchange, type Session } from '../test-support/test-server.js';

/** A body of which the first piece goes at once, and the rest on `finish`. */
function slowBody(firstBytes: number) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
      given.enqueue(new Uint8Array(firstBytes).fill(0x61));
    },
  });
  return {
    body,
    finish() {
      controller?.enqueue(new TextEncoder().encode('the end'));
      controller?.close();
    },
  };
}

/** A request whose body never comes to its end. */
const lateBody = ({ conversationId, sessionToken }: Session, path: string): string =>
  `POST /api/conversations/${conversationId}/${path} HTTP/1.1\r\nhost: localhost\r\n` +
  `authorization: Bearer ${sessionToken}\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nthe beginning`;

describe('a file that is still on its way', () => {
  it('is refused, and leaves nothing, when its conversation is erased meanwhile', async () => {
    const server = await startFileServer();
    const session = await server.createSession();
    const { body, finish } = slowBody(70_000);
    const answer = server.upload(session, { body });
    await expect.poll(() => server.onDisk()).toHaveLength(1);
    const { conversationId } = session;
    const erased = await server.call('DELETE', `/api/conversations/${conversationId}?clientRequestId=e1`, {
      token: OPERATOR_TOKEN,
    });
    expect(erased.status).toBe(200);
    finish();
    expect((await bodyOf(await answer))['code']).toBe('ConversationGone');
    expect(await server.onDisk()).toEqual([]);
    expect(await server.attachments.list({ tenant: 'default', conversationId })).toEqual([]);
  });

  it('counts among those that wait, however many come at the same time', async () => {
    const server = await startFileServer({ files: { maxWaitingFiles: 2 } });
    const session = await server.createSession();
    const counted = vi.spyOn(server.attachments, 'countWaiting');
    const bodies = Array.from({ length: 5 }, () => slowBody(10));
    const statuses = bodies.map(async ({ body }) => (await server.upload(session, { body })).status);
    await expect.poll(() => counted.mock.settledResults.length).toBe(5);
    for (const { finish } of bodies) finish();
    const taken = (await Promise.all(statuses)).filter((status) => status === 201);
    expect(taken.length).toBeLessThanOrEqual(2);
    expect(await server.onDisk()).toHaveLength(taken.length);
  });

  it('may take longer than any other body, which is cut meanwhile, and not for ever', async () => {
    const server = await startFileServer({ requestTimeoutMs: 300 });
    const session = await server.createSession();
    const { body, finish } = slowBody(70_000);
    const answer = server.upload(session, { body });
    await expect.poll(() => server.onDisk()).toHaveLength(1);
    // It began earlier, so its time is up with that of this one.
    const other = await rawExchange(server.port, lateBody(session, 'messages'));
    expect(other).toMatch(/^HTTP\/1.1 408 /);
    finish();
    expect((await answer).status).toBe(201);

    const importing = slowBody(10);
    const imported = fetch(`${server.url}/api/conversation-imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
      body: importing.body,
      duplex: 'half',
    } as RequestInit);
    await rawExchange(server.port, lateBody(session, 'messages'));
    importing.finish();
    // It came whole, and is none.
    expect((await imported).status).toBe(400);

    const hasty = await startFileServer({ requestTimeoutMs: 300, uploadTimeoutMs: 300 });
    const late = await rawExchange(
      hasty.port,
      lateBody(await hasty.createSession(), 'attachments?name=a.txt'),
    );
    expect(late).toMatch(/^HTTP\/1.1 408 /);
    await expect.poll(() => hasty.onDisk()).toEqual([]);
  });
});
