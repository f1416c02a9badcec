import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { createServer } from '@agent-chat/server';
import { defineHandler } from 'nitro/h3';

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
await orchestrator.start();
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

/** For a route of each path of `SERVER_PATHS`. Pages read by event streams. */
export const handler = defineHandler((event) => server.fetch(event.req, { remoteAddress: event.req.ip }));
