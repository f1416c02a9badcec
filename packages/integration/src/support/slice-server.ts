import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentRunner, createOrchestrator } from '@agent-chat/core';
import { type Assets, createServer, type ServerOptions } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { demoInterface } from './demo-interface.js';

/** Every layer from the SQLite file to the socket, in this process, on a folder of its own. */
export interface SliceServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @param options what of the server is not as it is by default */
export async function startSliceServer(
  agent: AgentRunner,
  assets?: Assets,
  options: Partial<ServerOptions> = {},
): Promise<SliceServer> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-slice-'));
  const store = await createSqliteStore({ folder });
  const orchestrator = createOrchestrator({ store, agents: { bot: agent } });
  await orchestrator.start();
  const server = createServer({
    orchestrator,
    store,
    // All visitors come from this machine, and some tests have hundreds.
    creationLimit: null,
    ...(assets && { assets }),
    interfaces: [demoInterface({ rateLimitMessages: 1_000 })],
    ...options,
  });
  const listener = await listen({ server, port: 0 });
  return {
    url: listener.url,
    port: listener.port,
    async close() {
      await listener.close();
      await orchestrator.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
