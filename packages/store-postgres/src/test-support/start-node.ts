import { type AgentRunner, createOrchestrator, type Orchestrator } from '@agent-chat/core';
import { createPostgresBus, type PostgresBus } from '../postgres-bus.js';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

export interface RunningNode {
  readonly orchestrator: Orchestrator;
  readonly store: PostgresStore;
  readonly bus: PostgresBus;
  close(): Promise<void>;
}

/** A whole node, as a server has it: store, bus and orchestrator. */
export async function startNode(options: {
  readonly connectionString: string;
  readonly schema: string;
  readonly agents: Readonly<Record<string, AgentRunner>>;
  readonly leaseMs?: number;
}): Promise<RunningNode> {
  const { connectionString, schema, agents, leaseMs = 1_500 } = options;
  const store = await createPostgresStore({ connectionString, schema });
  const bus = await createPostgresBus({ connectionString, schema });
  const orchestrator = createOrchestrator({ store, bus, agents, leaseMs });
  await orchestrator.start();
  return {
    orchestrator,
    store,
    bus,
    async close() {
      await orchestrator.close();
      await bus.close();
      await store.close();
    },
  };
}

/** Answers with a text once; `until` holds the answer back after its first half was drafted. */
export function answering(text: string, until?: (stop: AbortSignal) => Promise<void>): AgentRunner {
  return {
    async *run({ stop }) {
      const half = Math.ceil(text.length / 2);
      yield { type: 'draft', kind: 'text', append: text.slice(0, half) };
      await until?.(stop.graceful);
      const status = stop.graceful.aborted ? 'stopped' : 'complete';
      const said = stop.graceful.aborted ? text.slice(0, half) : text;
      yield { type: 'message', parts: [{ type: 'text', text: said }], finality: 'turn', outcome: { status } };
    },
  };
}
