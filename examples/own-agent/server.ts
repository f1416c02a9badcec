import { readFileSync } from 'node:fs';
import { createOrchestrator } from '@agent-chat/core';
import { type Asset, createServer } from '@agent-chat/server';
import { elementAssets, listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { counterAgent } from './counter-agent.ts';

const bytes = (path: URL): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

/** The elements as they were built for pages without a bundler, and the page of this folder. */
const assets = new Map<string, Asset>([
  ...elementAssets(import.meta.resolve('@agent-chat/elements/browser/agent-chat.js')),
  ['/', { body: bytes(new URL('page.html', import.meta.url)), contentType: 'text/html; charset=utf-8' }],
  ['/icon.svg', { body: bytes(new URL('icon.svg', import.meta.url)), contentType: 'image/svg+xml' }],
]);

const store = await createSqliteStore({ folder: process.env['AGENT_CHAT_DATA'] ?? '.agent-chat' });
const orchestrator = createOrchestrator({ store, agents: { counter: counterAgent } });
await orchestrator.start();
const server = createServer({
  orchestrator,
  store,
  assets,
  interfaces: [
    {
      slug: 'counter',
      title: 'The counter',
      description: null,
      welcomeMessage: 'Say something, and I count your words.',
      placeholderText: 'Some words',
      suggestedPrompts: [{ text: 'How many words has this?' }],
      persistenceType: 'session',
      participants: [{ participantId: 'counter', kind: 'agent', displayName: 'Counter' }],
    },
  ],
});
const listener = await listen({ server, port: Number(process.env['PORT'] ?? 8788) });
console.log(`The counter is ready: ${listener.url}`);

async function close(): Promise<void> {
  await listener.close();
  await orchestrator.close();
  await store.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
