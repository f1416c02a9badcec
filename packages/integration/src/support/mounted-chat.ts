import { once } from 'node:events';
import { rawExchange } from '@agent-chat/server/test-support';
import { expect } from 'vitest';

/** A chat server inside another one, which has a page of its own at `/`. */
export interface MountedChat {
  /** Without a slash at the end. */
  readonly url: string;
  readonly takesSockets: boolean;
}

/**
 * That it answers and streams beside the page of its host, from the interface `demo` and an agent that
 * says "Hello.", and refuses pages of others.
 */
export async function expectMountedChat({ url, takesSockets }: MountedChat): Promise<void> {
  expect(await (await fetch(`${url}/`)).text()).toContain('My own page.');
  expect(await (await fetch(`${url}/widget/none.js`)).text()).not.toContain('My own page.');
  expect((await fetch(`${url}/c/none`)).status).toBe(404);

  const sessions = `${url}/api/public/interfaces/demo/sessions`;
  await expectForeignPagesRefused(sessions);
  const created = await fetch(sessions, { method: 'POST', headers: { origin: url } });
  expect(created.status).toBe(200);
  const { sessionToken, conversationId } = (await created.json()) as Record<string, string>;
  const headers = { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' };
  const path = `${url}/api/conversations/${conversationId}`;

  const leaving = new AbortController();
  const stream = await fetch(`${path}/stream?sinceSeq=0`, { headers, signal: leaving.signal });
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  // It is there before anything is said: nobody on the way keeps it back.
  const reader = textOf(stream);
  await reader.until('caught_up');
  const socket = takesSockets ? await openSocket(url, sessionToken ?? '', conversationId ?? '') : null;

  const parts = [{ type: 'text', partId: 'p1', text: 'Hi' }];
  const send = (body: string): Promise<Response> =>
    fetch(`${path}/messages`, { method: 'POST', headers, body });
  const sent = await send(JSON.stringify({ clientRequestId: 'r1', parts }));
  expect(sent.status).toBe(200);
  await reader.until('"text":"Hello."');
  if (socket !== null) {
    await expect.poll(() => socket.heard()).toContain('"text":"Hello."');
    socket.close();
  }
  leaving.abort();
  // Bodies arrive as they were sent, also those that are none.
  expect((await send('{"clientRequestId":')).status).toBe(400);
  expect((await fetch(sessions.replace('demo', 'none'), { method: 'POST' })).status).toBe(404);
}

async function expectForeignPagesRefused(sessions: string): Promise<void> {
  for (const origin of ['https://evil.example', 'null']) {
    for (const method of ['POST', 'OPTIONS']) {
      const refused = await fetch(sessions, { method, headers: { origin } });
      expect(refused.status, `${method} by ${origin}`).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
}

/** That nothing which asks for another protocol is left without an answer, where the server takes WebSockets. */
export async function expectUpgradesAnswered({ url }: Pick<MountedChat, 'url'>): Promise<void> {
  const startedAt = performance.now();
  const webSocket = 'upgrade: websocket\r\nsec-websocket-version: 13\r\n';
  const elsewhere = await rawAnswer(url, `GET /nowhere HTTP/1.1\r\n${webSocket}connection: upgrade\r\n`);
  expect(elsewhere).toMatch(/^HTTP\/1.1 404 /);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  const http2 = 'upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
  const connection = 'connection: upgrade, http2-settings, close\r\n';
  expect(await rawAnswer(url, `GET /api/health HTTP/1.1\r\n${http2}${connection}`)).toMatch(
    /^HTTP\/1.1 200 /,
  );
}

/** What is answered until the other end closes the connection. */
function rawAnswer(url: string, head: string): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return rawExchange(Number(port), `${head}host: ${host}\r\n\r\n`, hostname);
}

function textOf(stream: Response): { until(text: string): Promise<void> } {
  const chunks = (stream.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let read = '';
  return {
    async until(text) {
      while (!read.includes(text)) {
        const { done, value } = await chunks.read();
        if (done) throw new Error(`The stream has ended without ${text}: ${read}`);
        read += decoder.decode(value, { stream: true });
      }
    },
  };
}

async function openSocket(
  url: string,
  token: string,
  conversationId: string,
): Promise<{ heard(): string; close(): void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/ws`);
  await once(socket, 'open');
  let heard = '';
  socket.addEventListener('message', ({ data }) => {
    heard += String(data);
  });
  const ask = (id: number, method: string, params: object): void =>
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  ask(1, 'authenticate', { token });
  ask(2, 'subscribe', { conversationId });
  return { heard: () => heard, close: () => socket.close() };
}
