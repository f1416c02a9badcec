import {
  type AgentRunner,
  type Attachments,
  createAttachments,
  createOrchestrator,
  type Orchestrator,
} from '@agent-chat/core';
import { type FailingStore, failingStore, type Failure, type ManualClock } from '@agent-chat/core/testing';
import {
  AgentChatError,
  type Caller,
  type ControlState,
  type ConversationEvent,
  type ConversationMethod,
  emptyState,
  foldEvents,
  type Part,
} from '@agent-chat/protocol';
import { expect } from 'vitest';
import { counted } from './counted.js';
import { attachmentsIn, expectFilesLeft } from './attachments-left.js';
import { type ChargingAgentOptions, STEP_COST } from './charging-agent.js';
import { macrotask } from './model/world.js';
import type { TestStore } from './test-stores.js';

const LEASE_MS = 1_000;
/** No budget is held for longer by a step whose process died. */
const LONGEST_HOLD_MS = 900_000;
const REAP_AFTER_MS = 86_400_000;
const TENANT = { tenant: 'default' } as const;
const ADA: Caller = { ...TENANT, kind: 'member', participantId: 'ada' };
const OPERATOR: Caller = { ...TENANT, kind: 'operator', participantId: 'op' };

/** What people do, one thing after the other. */
export type Act =
  /** Gives a task, with a picture or without, and waits for the answer or does not. */
  | { readonly task: string; readonly waits: boolean; readonly picture?: boolean }
  /** Gives a task with a picture, and goes away where nobody says whether it was taken. */
  | { readonly leftTask: string }
  /** Sends a picture in a message that is refused. */
  | { readonly isRefused: true }
  | { readonly stop: 'graceful' | 'hard' }
  /** Sets the cap on messages, and lets go on what it has paused. */
  | { readonly maxMessages: number };

export interface Script {
  readonly acts: readonly Act[];
  readonly agent: (options: ChargingAgentOptions) => AgentRunner;
}

/** What everybody may spend at most in the conversation, in micro-USD. */
const MAX_MONEY = 20_000;
const METERS = ['money', 'messages', 'charges'] as const;
type Meter = (typeof METERS)[number];
type Totals = Readonly<Record<Meter, { readonly spent: number; readonly reserved: number }>>;

/** A process, as far as its store can tell: what it asks of that. */
interface Running {
  readonly orchestrator: Orchestrator;
  readonly attachments: Attachments;
  readonly failing: FailingStore<TestStore>;
}

/** Everything that one crash happens to: the store outlives it, and so does what was done in the world. */
export class CrashCase {
  /** What the tools did. */
  readonly effects: string[] = [];
  /** How often the model was asked. */
  steps = 0;
  readonly #clock: ManualClock;
  readonly #conversationId: string;
  readonly #script: Script;
  readonly #caps: Partial<Record<Meter, number>> = {};
  /** The pictures that somebody was told are kept, with what they are about. */
  readonly #kept = new Map<string, string>();
  #store: TestStore;
  /** How many calls of the store are not answered yet, whoever made them. */
  #inFlight: () => number = () => 0;
  #running: Running;
  readonly #dead: Running[] = [];
  /** What was found while an agent was at work, who would take it for a fault of its tool or its model. */
  readonly #faults: unknown[] = [];
  /** What was acknowledged. */
  readonly #answers: { readonly ask: () => Promise<unknown>; readonly answer: unknown }[] = [];

  /** Of the first process, the `nth` call of its store fails. */
  constructor(
    given: {
      readonly script: Script;
      readonly store: TestStore;
      readonly clock: ManualClock;
      readonly conversationId: string;
    },
    nth: number,
    failure: Failure,
  ) {
    this.#script = given.script;
    this.#store = this.#counted(given.store);
    this.#clock = given.clock;
    this.#conversationId = given.conversationId;
    this.#running = this.#process(nth, failure);
  }

  /** As the newest process has it. */
  get store(): TestStore {
    return this.#store;
  }

  /** How many calls the store of the first process has had. */
  get calls(): number {
    return (this.#dead[0] ?? this.#running).failing.calls;
  }

  #counted(store: TestStore): TestStore {
    const ports = (['events', 'ledger', 'records', 'blobs'] as const).map((name) => {
      const { counting, inFlight } = counted(store[name]);
      return { port: { [name]: counting }, inFlight };
    });
    this.#inFlight = () => ports.reduce((sum, { inFlight }) => sum + inFlight(), 0);
    return Object.assign({ ...store }, ...ports.map(({ port }) => port)) as TestStore;
  }

  #process(nth: number, failure: Failure): Running {
    const failing = failingStore(this.#store, nth, failure);
    const { store } = failing;
    let ids = 0;
    const name = `${this.#conversationId} ${this.#dead.length}`;
    const clock = this.#clock;
    const attachments = createAttachments({
      blobs: store.blobs,
      records: store.records,
      clock,
      ids: { next: (kind) => `${name} ${kind} ${++ids}` },
    });
    const bot = this.#script.agent({
      effect: async (tool, task) => {
        if (tool === 'charge') await this.#expectHeld(failing, { charges: 1 });
        this.effects.push(`${tool} ${task}`);
      },
      onStep: async () => {
        await this.#expectHeld(failing, { money: STEP_COST, messages: 1 });
        this.steps += 1;
      },
    });
    const orchestrator = createOrchestrator({
      store,
      clock,
      attachments,
      agents: { bot },
      leaseMs: LEASE_MS,
    });
    return { orchestrator, attachments, failing };
  }

  /** A new process on what the dead one left. */
  async #restart(): Promise<void> {
    this.#dead.push(this.#running);
    const [before, texts] = [await this.totals(), await this.#texts()];
    this.#store = this.#counted(await this.#store.reopen());
    const after = await this.totals();
    for (const meter of METERS) expect(after[meter].spent).toBeGreaterThanOrEqual(before[meter].spent);
    expect((await this.#texts()).slice(0, texts.length)).toEqual(texts);
    this.#running = this.#process(Number.POSITIVE_INFINITY, 'before');
    await this.#running.orchestrator.start();
  }

  async close(): Promise<void> {
    for (const { orchestrator } of [...this.#dead, this.#running]) await orchestrator.close();
  }

  /** As a client does it: again until it is acknowledged. */
  async #untilDone<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!isLost(error)) throw error;
        await this.#restart();
      }
    }
  }

  async #call(method: ConversationMethod, params: object, by: Caller = ADA): Promise<void> {
    const request = { conversationId: this.#conversationId, ...params } as never;
    const ask = (): Promise<unknown> => this.#running.orchestrator.as(by).call(method, request);
    this.#answers.push({ ask, answer: await this.#untilDone(ask) });
  }

  async play(): Promise<void> {
    const { acts } = this.#script;
    await this.#call('createConversation', {
      clientRequestId: 'create',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    await this.#cap('money', MAX_MONEY, 'money');
    for (const [index, act] of acts.entries()) {
      await this.#act(act, `act ${index}`);
    }
    // Nobody waits for what a stopped turn was at: that is settled by a guess, and may still go on.
    if (acts.some((act) => 'stop' in act)) return;
    await this.#expectCounted();
    for (const fault of this.#faults) throw fault;
  }

  async #act(act: Act, clientRequestId: string): Promise<void> {
    if ('stop' in act) {
      const { openTurn, lastTurn } = await this.control();
      const turn = openTurn?.turn ?? lastTurn;
      await this.#call('stop', { clientRequestId, turn, mode: act.stop });
    } else if ('maxMessages' in act) {
      await this.#cap('messages', act.maxMessages, clientRequestId);
      await this.#call('resume', { clientRequestId: `${clientRequestId} resume` }, OPERATOR);
    } else if ('isRefused' in act) {
      const parts = [await this.#upload(clientRequestId)];
      const refused = this.#call('sendMessage', { clientRequestId, parts, lastClosedSeq: 1_000 });
      await expect(refused).rejects.toMatchObject({ code: 'CasConflict' });
    } else if ('leftTask' in act) {
      const parts = [taskPart(act.leftTask), await this.#upload(clientRequestId)];
      const conversationId = this.#conversationId;
      try {
        await this.#running.orchestrator
          .as(ADA)
          .call('sendMessage', { conversationId, clientRequestId, parts });
      } catch (error) {
        if (!isLost(error)) throw error;
        await this.#restart();
      }
    } else {
      const picture = act.picture === true ? [await this.#upload(clientRequestId)] : [];
      await this.#call('sendMessage', { clientRequestId, parts: [taskPart(act.task), ...picture] });
      if (act.waits) await this.#answered();
    }
  }

  async #cap(meter: Meter, limit: number, clientRequestId: string): Promise<void> {
    const scope = { kind: 'conversation', id: this.#conversationId };
    await this.#call(
      'setBudget',
      { clientRequestId, budget: { meter, scope, window: 'total', limit } },
      OPERATOR,
    );
    this.#caps[meter] = limit;
  }

  /** A picture that the store has acknowledged. */
  async #upload(text: string): Promise<Part> {
    const record = await this.#untilDone(() =>
      this.#running.attachments.receive({
        ...TENANT,
        conversationId: this.#conversationId,
        name: 'a.png',
        contentType: 'image/png',
        chunks: chunksOf(this.#contentOf(text)),
        createdBy: 'ada',
      }),
    );
    const { attachmentId, name, contentType } = record;
    this.#kept.set(attachmentId, text);
    return { type: 'attachment', partId: 'p2', attachmentId, name, contentType };
  }

  /** Of this case alone: equal contents are kept once. */
  #contentOf(text: string): string {
    return `${this.#conversationId}, ${text}`;
  }

  /** Until nothing is open or waiting, or all is paused. A process that died is followed by another one. */
  async #answered(): Promise<void> {
    for (let rounds = 0; rounds < 60; rounds++) {
      for (let quiet = 0; quiet < 20; quiet++) {
        await macrotask();
        const { openTurn, queue, lastClose, paused } = await this.control();
        if (paused !== null && openTurn === null) return;
        const isAnswered = lastClose?.owner === 'bot' && lastClose.by === 'message';
        if (openTurn === null && queue.length === 0 && isAnswered) return;
        if (this.#inFlight() > 0) quiet = 0;
      }
      // The store, for a process that lives, is there; the lease of a dead one ends.
      if (this.#dead.length === 0) await this.#restart();
      this.#clock.advance(LEASE_MS);
    }
    throw new Error('The conversation stands still.');
  }

  /** What the ledger says, which is never more than the caps. */
  async totals(): Promise<Totals> {
    const scope = { kind: 'conversation', id: this.#conversationId } as const;
    const told = await Promise.all(
      METERS.map(async (meter) => {
        const total = await this.#store.ledger.spent({ ...TENANT, meter, scope, window: 'total' });
        expect(total.spent + total.reserved, meter).toBeLessThanOrEqual(this.#caps[meter] ?? Infinity);
        return [meter, total] as const;
      }),
    );
    return Object.fromEntries(told) as Totals;
  }

  /** That this much is held at least, when it is about to be spent. */
  async #expectHeld(of: Running['failing'], amounts: Partial<Record<Meter, number>>): Promise<void> {
    try {
      const totals = await this.totals();
      for (const meter of METERS) expect(totals[meter].reserved).toBeGreaterThanOrEqual(amounts[meter] ?? 0);
    } catch (error) {
      // What is left of a process that has died finds its store closed.
      if (this.#dead.every(({ failing }) => failing !== of)) this.#faults.push(error);
    }
  }

  /** That all was counted but what a process was at when it died, and nothing twice. */
  async #expectCounted(): Promise<void> {
    const { money, charges } = await this.totals();
    const charged = this.effects.filter((effect) => effect.startsWith('charge ')).length;
    const lost = { money: STEP_COST * this.steps - money.spent, charges: charged - charges.spent };
    expect(lost.money).toBeGreaterThanOrEqual(0);
    expect(lost.money).toBeLessThanOrEqual(STEP_COST * this.#dead.length);
    expect(lost.charges).toBeGreaterThanOrEqual(0);
    expect(lost.charges).toBeLessThanOrEqual(this.#dead.length);
  }

  /** That what was acknowledged is answered as it was. */
  async expectKnown(): Promise<void> {
    const log = await this.#texts();
    for (const { ask, answer } of this.#answers) expect(await this.#untilDone(ask)).toEqual(answer);
    expect(await this.#texts()).toEqual(log);
  }

  /** When all that a dead process held has come free, and what nobody sent was removed. */
  async muchLater(): Promise<void> {
    this.#clock.advance(Math.max(LONGEST_HOLD_MS, REAP_AFTER_MS) + 1);
    const receivedBeforeMs = this.#clock.now() - REAP_AFTER_MS + 1;
    const { events } = this.#store;
    await this.#untilDone(() => this.#running.attachments.reap({ ...TENANT, receivedBeforeMs, events }));
    for (const { reserved } of Object.values(await this.totals())) expect(reserved).toBe(0);
  }

  /** That of the pictures those are there which logged messages carry, and nothing of the others. */
  async expectFiles(): Promise<void> {
    const carried = new Set((await this.log()).flatMap(attachmentsIn));
    const kept = new Map(
      [...this.#kept].map(([attachmentId, text]) => [attachmentId, this.#contentOf(text)]),
    );
    const place = { ...TENANT, conversationId: this.#conversationId };
    await this.#untilDone(() =>
      expectFilesLeft(this.#store, this.#running.attachments, { ...place, kept, carried }),
    );
  }

  async #texts(): Promise<readonly string[]> {
    const request = { conversationId: this.#conversationId, ...TENANT, limit: 1_000 };
    const stored = await this.#store.events.read(request);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    return stored.map(({ json }) => json);
  }

  async log(): Promise<ConversationEvent[]> {
    return (await this.#texts()).map((json) => JSON.parse(json) as ConversationEvent);
  }

  async control(): Promise<ControlState> {
    return foldEvents(emptyState(this.#conversationId), await this.log()).control;
  }
}

function isLost(error: unknown): boolean {
  return AgentChatError.isInstance(error) && error.code === 'Unavailable';
}

function taskPart(task: string): Part {
  return { type: 'text', partId: 'p1', text: `Task ${task}!` };
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield new TextEncoder().encode(text);
}
