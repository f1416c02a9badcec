import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createMemoryEventStore, createMemoryRecordStore, createOrchestrator } from '@agent-chat/core';
import { createServer } from '@agent-chat/server';
import { expect, it, onTestFinished } from 'vitest';
import { mountInExpress } from '../../../examples/mounting/express.js';
import { mountInFastify } from '../../../examples/mounting/fastify.js';
import { mountInHono } from '../../../examples/mounting/hono.js';

it.each([
  ['Hono', mountInHono],
  ['Express', mountInExpress],
  ['Fastify', mountInFastify],
])(
  'inside %s the server answers, streams and takes WebSockets beside the pages of its host',
  async (_name, mount) => {
    const orchestrator = createOrchestrator({
      store: createMemoryEventStore(),
      agents: {
        greeter: {
          async *run() {
            yield { type: 'message', parts: [{ type: 'text', text: 'Hello.' }], finality: 'turn' };
          },
        },
      },
    });
    const server = createServer({
      orchestrator,
      records: createMemoryRecordStore(),
      interfaces: [
        {
          slug: 'demo',
          title: 'Demo',
          description: null,
          welcomeMessage: 'Hello.',
          placeholderText: 'Write',
          suggestedPrompts: [],
          persistenceType: 'session',
          participants: [{ participantId: 'greeter', kind: 'agent', displayName: 'Greeter' }],
        },
      ],
    });
    const http = await mount(server, 0);
    onTestFinished(async () => {
      server.close();
      http.closeAllConnections();
      http.close();
      await orchestrator.close();
    });
    const { port } = http.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;

    expect(await (await fetch(`${url}/`)).text()).toBe('My own page.');
    const created = await fetch(`${url}/api/public/interfaces/demo/sessions`, { method: 'POST' });
    const { sessionToken, conversationId } = (await created.json()) as Record<string, string>;
    const headers = { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' };
    const path = `${url}/api/conversations/${conversationId}`;

    const leaving = new AbortController();
    const stream = await fetch(`${path}/stream?sinceSeq=0`, { headers, signal: leaving.signal });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/ws`);
    await once(socket, 'open');
    let heard = '';
    socket.addEventListener('message', ({ data }) => {
      heard += String(data);
    });
    const ask = (id: number, method: string, params: object): void =>
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    ask(1, 'authenticate', { token: sessionToken });
    ask(2, 'subscribe', { conversationId });

    const parts = [{ type: 'text', partId: 'p1', text: 'Hi' }];
    const sent = await fetch(`${path}/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ clientRequestId: 'r1', parts }),
    });
    expect(sent.status).toBe(200);
    let read = '';
    for await (const chunk of stream.body ?? []) {
      read += new TextDecoder().decode(chunk);
      if (read.includes('"text":"Hello."')) break;
    }
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await expect.poll(() => heard).toContain('"text":"Hello."');
    leaving.abort();
    socket.close();
  },
);
