import { createMemoryStore, createOrchestrator, type EventStore, type Orchestrator } from '@agent-chat/core';
import {
  createManualClock,
  FAILURES,
  type Failure,
  failingStore,
  type ManualClock,
} from '@agent-chat/core/testing';
import {
  AgentChatError,
  type Caller,
  type ControlState,
  type ConversationEvent,
  emptyState,
  foldEvents,
  type MessageEvent,
  textOf,
} from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { chargingAgent, doneIn, tasksIn } from './support/charging-agent.js';
import { macrotask } from './support/model/world.js';
import { FULL } from './support/seeded.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

const LEASE_MS = 1_000;
const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };

/** What a person does: gives a task, and waits for the answer or does not; or stops the open turn. */
type Act = { readonly task: string; readonly waits: boolean } | { readonly stop: 'graceful' | 'hard' };
const SCRIPTS: Readonly<Record<string, readonly Act[]>> = {
  'tasks one after the other': [
    { task: 'a', waits: true },
    { task: 'b', waits: true },
  ],
  'tasks that wait in the queue': [
    { task: 'a', waits: false },
    { task: 'b', waits: false },
    { task: 'c', waits: true },
  ],
  'a turn that is stopped': [{ task: 'a', waits: false }, { stop: 'hard' }, { task: 'b', waits: true }],
};

/** Everything that one crash happens to: the store outlives it, and so does what the tools did. */
class Case {
  readonly effects: string[] = [];
  readonly clock: ManualClock;
  readonly #store: EventStore;
  readonly #conversationId: string;
  #orchestrator: Orchestrator;
  readonly #dead: Orchestrator[] = [];

  constructor(store: EventStore, clock: ManualClock, conversationId: string, first: EventStore) {
    this.#store = store;
    this.clock = clock;
    this.#conversationId = conversationId;
    this.#orchestrator = this.#process(first);
  }

  #process(events: EventStore): Orchestrator {
    const effect = async (tool: string, task: string): Promise<void> => {
      this.effects.push(`${tool} ${task}`);
    };
    return createOrchestrator({
      store: { ...createMemoryStore({ clock: this.clock }), events },
      clock: this.clock,
      agents: { bot: chargingAgent(effect) },
      leaseMs: LEASE_MS,
    });
  }

  /** A new process on what the dead one left. */
  async #restart(): Promise<void> {
    this.#dead.push(this.#orchestrator);
    this.#orchestrator = this.#process(this.#store);
    await this.#orchestrator.start();
  }

  async close(): Promise<void> {
    for (const orchestrator of [...this.#dead, this.#orchestrator]) await orchestrator.close();
  }

  /** As a client does it: again until it is acknowledged. */
  async #call(method: 'createConversation' | 'sendMessage' | 'stop', params: object): Promise<void> {
    for (;;) {
      try {
        await this.#orchestrator.as(ADA).call(method, params as never);
        return;
      } catch (error) {
        if (!AgentChatError.isInstance(error) || error.code !== 'Unavailable') throw error;
        await this.#restart();
      }
    }
  }

  async play(script: readonly Act[]): Promise<void> {
    const conversationId = this.#conversationId;
    await this.#call('createConversation', {
      conversationId,
      clientRequestId: 'create',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    for (const [index, act] of script.entries()) {
      const command = { conversationId, clientRequestId: `act ${index}` };
      if ('stop' in act) {
        const { openTurn, lastTurn } = await this.control();
        await this.#call('stop', { ...command, turn: openTurn?.turn ?? lastTurn, mode: act.stop });
        continue;
      }
      const parts = [{ type: 'text', partId: 'p1', text: `Task ${act.task}!` }];
      await this.#call('sendMessage', { ...command, parts });
      if (act.waits) await this.#answered();
    }
  }

  /** Until nothing is open or waiting. A process that has died by then is followed by another one. */
  async #answered(): Promise<void> {
    for (let rounds = 0; rounds < 60; rounds++) {
      for (let turn = 0; turn < 30; turn++) {
        await macrotask();
        const { openTurn, queue, lastClose } = await this.control();
        const isAnswered = lastClose?.owner === 'bot' && lastClose.by === 'message';
        if (openTurn === null && queue.length === 0 && isAnswered) return;
      }
      // The store, for a process that lives, is there; the lease of a dead one ends.
      if (this.#dead.length === 0) await this.#restart();
      this.clock.advance(LEASE_MS);
    }
    throw new Error('The conversation stands still.');
  }

  async log(): Promise<ConversationEvent[]> {
    const request = { conversationId: this.#conversationId, tenant: 'default', limit: 1_000 };
    const stored = await this.#store.read(request);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    return stored.map(({ json }) => JSON.parse(json) as ConversationEvent);
  }

  async control(): Promise<ControlState> {
    return foldEvents(emptyState(this.#conversationId), await this.log()).control;
  }
}

/** What must be so whenever the crash was. */
function expectWhole(
  log: readonly ConversationEvent[],
  effects: readonly string[],
  tasks: readonly string[],
): void {
  const opened = new Set(
    log.map(({ type, turn, payload }) =>
      type === 'execution_started' ? (payload as { turn: number }).turn : turn,
    ),
  );
  opened.delete(0);
  const closed = log.flatMap(({ type, turn, finality, payload }) =>
    type === 'turn_cleared' ? [(payload as { turn: number }).turn] : finality === 'none' ? [] : [turn],
  );
  expect(closed.toSorted((a, b) => a - b)).toEqual([...opened].toSorted((a, b) => a - b));

  const turns = log.filter(
    (event): event is MessageEvent => event.type === 'message' && event.finality === 'turn',
  );
  const asked = turns.filter(({ author }) => author === 'ada');
  expect(asked.flatMap(({ payload }) => tasksIn(textOf(payload.parts)))).toEqual(tasks);
  for (const task of tasks) {
    expect(effects.filter((effect) => effect === `charge ${task}`).length).toBeLessThanOrEqual(1);
  }
  for (const { author, payload } of turns) {
    if (author === 'ada') continue;
    const { status, reason } = payload.outcome ?? {};
    if (status === 'complete') {
      for (const task of doneIn(textOf(payload.parts))) {
        expect(
          effects.filter((effect) => effect === `charge ${task}`),
          task,
        ).toHaveLength(1);
        expect(effects).toContain(`look_up ${task}`);
      }
    } else
      expect(['tool_outcome_unknown', 'runner_lost', 'stopped', 'stopped_by_user', 'Unavailable']).toContain(
        reason?.code,
      );
  }
}

/** On each store every call is the one that fails; on the slower ones some are, in an ordinary run. */
function stepOf({ name }: TestStoreKind): number {
  return FULL || name === 'memory' ? 1 : 17;
}

describe('10. a crash at any await leaves a valid log, the next process finishes it, and no tool runs twice that may not', () => {
  for (const kind of TEST_STORES) {
    for (const [name, script] of Object.entries(SCRIPTS)) {
      it.skipIf(kind.skipped).each(FAILURES)(
        `on ${kind.name}, ${name}: %s each call`,
        async (failure: Failure) => {
          const clock = createManualClock();
          const store = await kind.open(clock);
          const tasks = script.flatMap((act) => ('task' in act ? [act.task] : []));
          let crashes = 0;
          try {
            for (let nth = 1; ; nth += stepOf(kind)) {
              const failing = failingStore(store.events, nth, failure);
              const one = new Case(store.events, clock, `crash ${nth}`, failing.store);
              await one.play(script);
              expectWhole(await one.log(), one.effects, tasks);
              await one.close();
              if (failing.calls < nth) break;
              crashes += 1;
            }
          } finally {
            await store.close();
          }
          expect(crashes).toBeGreaterThan(1);
        },
        600_000,
      );
    }
  }
});
