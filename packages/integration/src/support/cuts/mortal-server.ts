import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultProxy, startFaultProxy } from '@agent-chat/client/test-support';
import type { AgentRunner, EventStore } from '@agent-chat/core';
import { backupSqliteStore, createSqliteStore, restoreSqliteStore } from '@agent-chat/store-sqlite';
import { frozenClock } from './frozen-clock.js';
import { type ProofServer, startProofServer } from './proof-server.js';

/** A server on a SQLite file, behind a proxy, that ends and comes back at the same address. */
export interface MortalServer {
  /** The newest one; its own address is without the proxy. */
  readonly server: ProofServer;
  readonly proxy: FaultProxy;
  /** Says so to everybody, and lets go of everything. */
  end(): Promise<void>;
  /** Every connection breaks without a word, and nothing is let go of; what was written is found again. */
  kill(): Promise<void>;
  /** After one of the two. @param first what is done before anybody gets through */
  startAgain(first?: (server: ProofServer) => Promise<void>): Promise<void>;
  /** What was written until now, for `restore`. */
  backUp(): Promise<string>;
  /** A backup in the place of what was written since; after `end`. */
  restore(backup: string): Promise<void>;
  close(): Promise<void>;
}

/** So many ids no server makes. */
const IDS = 100_000;

/** @param storeOf how the server sees its store; default: as it is */
export async function startMortalServer(
  agent: AgentRunner,
  storeOf: (store: EventStore) => EventStore = (store) => store,
): Promise<MortalServer> {
  const root = await mkdtemp(join(tmpdir(), 'agent-chat-mortal-'));
  let starts = 0;
  let folder = join(root, 'store');
  /** What is left to do where a process would just be gone. */
  const left: (() => Promise<unknown>)[] = [];

  const start = async (port: number) => {
    const store = await createSqliteStore({ folder, clock: frozenClock, durability: 'normal' });
    const events = storeOf(store.events);
    const server = await startProofServer(agent, { events, port, idsBefore: IDS * starts });
    starts += 1;
    const end = async (): Promise<void> => {
      await server.close();
      await store.close();
    };
    return { server, end };
  };
  let running = await start(0);
  let isEnded = false;
  const proxy = await startFaultProxy(running.server.port);

  return {
    get server() {
      return running.server;
    },
    proxy,
    async end() {
      isEnded = true;
      await running.end();
    },
    async kill() {
      isEnded = true;
      proxy.refuses = true;
      proxy.cut();
      await running.server.kill();
      left.push(running.end);
      const found = join(root, `found-${starts}`);
      await mkdir(found);
      await backupSqliteStore({ folder, to: join(found, 'agent-chat.db') });
      folder = found;
    },
    async startAgain(first) {
      proxy.refuses = true;
      running = await start(running.server.port);
      isEnded = false;
      await first?.(running.server);
      proxy.refuses = false;
    },
    async backUp() {
      const to = join(root, `backup-${starts}.db`);
      await backupSqliteStore({ folder, to });
      return to;
    },
    async restore(backup) {
      await restoreSqliteStore({ folder, from: backup, replace: true });
    },
    async close() {
      await proxy.close();
      if (!isEnded) await running.end();
      for (const end of left) await end();
      await rm(root, { recursive: true, force: true });
    },
  };
}
