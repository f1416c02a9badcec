import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { createServer, type Server } from '@agent-chat/server';
import { routeHandlers } from './route-handlers';

async function start(): Promise<Server> {
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
  return createServer({
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
}

/** One for all routes, and in development for all their versions: each is compiled with its own modules. */
const kept = globalThis as { agentChat?: Promise<Server> };

/** What could not be started is tried again by the next request. */
function startOnce(): Promise<Server> {
  kept.agentChat ??= start().catch((error: unknown) => {
    delete kept.agentChat;
    throw error;
  });
  return kept.agentChat;
}

/** Begun by the first request: a build imports the routes too. */
export const handlers = routeHandlers(startOnce);
