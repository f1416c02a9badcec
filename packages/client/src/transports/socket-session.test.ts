import type { AddressInfo } from 'node:net';
import type { Frame } from '@agent-chat/protocol';
import { RpcRequest, rpcResult } from '@agent-chat/protocol/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { CONVERSATION_ID } from '../test-support/events.js';
import { caughtUp } from '../test-support/frames.js';
import type { Transport } from './transport.js';
import { webSocketTransport } from './web-socket-transport.js';

/** Answers a subscription, or does something else in its place. */
type OnSubscribe = (socket: WebSocket, id: RpcRequest['id']) => void;

let server: WebSocketServer;
let transport: Transport;
let onSubscribe: OnSubscribe;
let onUnsubscribe: (socket: WebSocket, subscriptionId: string) => void;

beforeEach(async () => {
  onUnsubscribe = () => undefined;
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = RpcRequest.parse(JSON.parse(data.toString('utf8')));
      if (method === 'subscribe') return onSubscribe(socket, id);
      if (method === 'unsubscribe') {
        onUnsubscribe(socket, (params as { subscriptionId: string }).subscriptionId);
      }
      answer(socket, id, method === 'authenticate' ? { kind: 'visitor', participantId: 'ada' } : {});
    });
  });
  const { port } = server.address() as AddressInfo;
  transport = webSocketTransport({ url: `http://127.0.0.1:${port}`, token: 'good-token' });
});
afterEach(async () => {
  transport.close();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

function answer(socket: WebSocket, id: RpcRequest['id'], result: unknown): void {
  socket.send(JSON.stringify(rpcResult(id, result)));
}

function notify(socket: WebSocket, subscriptionId: string, { kind, data }: Frame): void {
  const params = { subscriptionId, frame: data };
  socket.send(JSON.stringify({ jsonrpc: '2.0', method: kind, params }));
}

function readerOf(): AsyncIterator<Frame> {
  return transport.subscribe({ conversationId: CONVERSATION_ID })[Symbol.asyncIterator]();
}

describe('subscriptions on one socket', () => {
  it('keeps no frame that comes late for a subscription that has ended', async () => {
    onSubscribe = (socket, id) => {
      notify(socket, 's1', caughtUp(1));
      answer(socket, id, { subscriptionId: 's1' });
    };
    const first = readerOf();
    expect((await first.next()).value).toEqual(caughtUp(1));

    const asked = new Promise<() => void>((resolve) => {
      onSubscribe = (socket, id) =>
        resolve(() => {
          answer(socket, id, { subscriptionId: 's2' });
          notify(socket, 's2', caughtUp(2));
        });
    });
    const second = readerOf();
    const frameOfSecond = second.next();
    const answerSecond = await asked;
    const late = new Promise<void>((resolve) => {
      onUnsubscribe = (socket, subscriptionId) => {
        notify(socket, subscriptionId, caughtUp(404));
        resolve();
      };
    });
    await first.return?.();
    await late;
    answerSecond();
    expect((await frameOfSecond).value).toEqual(caughtUp(2));

    // The only way to see from here what is kept under an id is to get the same id again.
    onSubscribe = (socket, id) => {
      answer(socket, id, { subscriptionId: 's1' });
      notify(socket, 's1', caughtUp(3));
    };
    const third = readerOf();
    expect((await third.next()).value).toEqual(caughtUp(3));
  });

  it('ends one whose socket ends in the moment of the answer', async () => {
    onSubscribe = (socket, id) => {
      // In one piece, so that nothing runs in between.
      const { _socket: tcp } = socket as unknown as { _socket: { cork(): void; uncork(): void } };
      tcp.cork();
      answer(socket, id, { subscriptionId: 's1' });
      socket.send('what is no JSON');
      tcp.uncork();
    };
    await expect(readerOf().next()).rejects.toMatchObject({ code: 'MalformedFrame' });
  });
});
