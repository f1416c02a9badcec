// `node server.ts express` (or `fastify`, or `hono`): the server inside another one.
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { createServer } from '@agent-chat/server';
import { mountInExpress } from './express.ts';
import { mountInFastify } from './fastify.ts';
import { mountInHono } from './hono.ts';

const FRAMEWORKS = { express: mountInExpress, fastify: mountInFastify, hono: mountInHono };

const name = (process.argv[2] ?? 'express') as keyof typeof FRAMEWORKS;
const store = createMemoryStore();
const orchestrator = createOrchestrator({
  store,
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
  store,
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
await orchestrator.start();
const port = Number(process.env['PORT'] || 8787);
await FRAMEWORKS[name](server, port);
console.log(`Inside ${name}: http://127.0.0.1:${port}/api/health`);
