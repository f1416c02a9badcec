import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rpcResult, RpcRequest } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { CONVERSATION_ID } from '../test-support/events.js';
import { createTransport } from './create-transport.js';
import { createSocketPool } from './socket-pool.js';
import { webSocketTransport } from './web-socket-transport.js';

const PARAMS = { conversationId: CONVERSATION_ID };
const ANSWER = { conversationId: CONVERSATION_ID, head: 1 };

describe('a caller by cookie', () => {
  it.each(['sse', 'long_poll', 'auto'])(
    'over %s sends the header and the credentials, and no token',
    async (name) => {
      const sent: [Headers, RequestCredentials | undefined][] = [];
      const transport = createTransport(name, {
        url: 'https://chat.example',
        csrfToken: () => Promise.resolve('of-this-page'),
        credentials: 'include',
        fetch: (_, init) => {
          sent.push([new Headers(init?.headers), init?.credentials]);
          return Promise.resolve(Response.json(ANSWER));
        },
      });
      onTestFinished(() => transport.close());
      await transport.call('getConversation', PARAMS);
      const [headers, credentials] = sent[0] ?? [new Headers(), undefined];
      expect(headers.get('x-agent-chat-csrf')).toBe('of-this-page');
      expect(headers.get('authorization')).toBeNull();
      expect(credentials).toBe('include');
    },
  );

  it('over a WebSocket says its value as the first message, and shares no socket with another one', async () => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    const first: unknown[] = [];
    sockets.on('connection', (socket) => {
      socket.once('message', (data: Buffer) => first.push(JSON.parse(data.toString())));
      socket.on('message', (data: Buffer) => {
        const { id, method } = RpcRequest.parse(JSON.parse(data.toString()));
        socket.send(JSON.stringify(rpcResult(id, method === 'authenticate' ? {} : ANSWER)));
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const pool = createSocketPool();
    const transports = [{ csrfToken: 'one' }, { csrfToken: 'two' }, { token: 'one' }].map((credential) =>
      webSocketTransport({ url, pool, ...credential }),
    );
    onTestFinished(() => {
      for (const transport of transports) transport.close();
      http.close();
    });
    await Promise.all(transports.map((transport) => transport.call('getConversation', PARAMS)));
    expect(first).toMatchObject([
      { method: 'authenticate', params: { csrfToken: 'one' } },
      { method: 'authenticate', params: { csrfToken: 'two' } },
      { method: 'authenticate', params: { token: 'one' } },
    ]);
  });
});
