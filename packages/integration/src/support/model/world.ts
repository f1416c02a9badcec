import {
  alternationPolicy,
  createLocalBus,
  createMemoryStore,
  createOrchestrator,
  type EventStore,
  firstComePolicy,
  humanInTheLoopPolicy,
  type Orchestrator,
  scenarioOrderPolicy,
} from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import {
  type Caller,
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvents,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { counted } from '../counted.js';

export const LEASE_MS = 1_000;
/** No turn of these histories falls silent for that long. */
const NEVER_MS = 1e12;

/** What a conversation chooses from. */
export const POLICIES = [
  alternationPolicy(),
  firstComePolicy(),
  scenarioOrderPolicy(),
  humanInTheLoopPolicy(scenarioOrderPolicy()),
];

/** Two nodes on one store, in one process, with a clock and ids that the test owns. */
export interface World {
  readonly conversationId: string;
  readonly store: EventStore;
  readonly clock: ManualClock;
  /** As `caller`, at one of the nodes. */
  as(caller: Caller, node: number): ConversationApi;
  /** The stored texts, in order; throws when a seq is missing. */
  texts(): Promise<readonly string[]>;
  log(): Promise<readonly ConversationEvent[]>;
  state(): Promise<ConversationState>;
  control(): Promise<ControlState>;
  /** Until the nodes have nothing left to do before the clock moves. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly store: EventStore;
  readonly clock?: ManualClock;
  readonly conversationId?: string;
}

export function createWorld(options: WorldOptions): World {
  const { clock = createManualClock(), conversationId = 'c1' } = options;
  const { counting: store, inFlight } = counted(options.store);
  const shared = createMemoryStore({ clock });
  const bus = createLocalBus();
  let ids = 0;
  const orchestrator = (): Orchestrator =>
    createOrchestrator({
      store: { ...shared, events: store },
      bus,
      clock,
      ids: { next: (kind) => `${conversationId}-${kind}-${++ids}` },
      leaseMs: LEASE_MS,
      idleTurnMs: NEVER_MS,
      schedulingPolicies: POLICIES.slice(1),
    });
  const nodes = [orchestrator(), orchestrator()] as const;

  async function texts(): Promise<readonly string[]> {
    const stored = await store.read({ conversationId, tenant: 'default', limit: 10_000 });
    for (const [index, { seq }] of stored.entries()) {
      if (seq !== index + 1) throw new Error(`Event ${seq} stands at place ${index + 1}.`);
    }
    return stored.map(({ json }) => json);
  }
  const log = async (): Promise<readonly ConversationEvent[]> =>
    (await texts()).map((json) => JSON.parse(json) as ConversationEvent);
  const state = async (): Promise<ConversationState> => foldEvents(emptyState(conversationId), await log());

  return {
    conversationId,
    store,
    clock,
    as: (caller, node) => (node === 0 ? nodes[0] : nodes[1]).as(caller),
    texts,
    log,
    state,
    control: async () => (await state()).control,
    async settle() {
      for (let quiet = 0; quiet < 4; ) {
        await macrotask();
        quiet = inFlight() === 0 ? quiet + 1 : 0;
      }
    },
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

export function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
