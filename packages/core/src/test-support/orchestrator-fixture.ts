import {
  AgentChatError,
  type Caller,
  type ConversationEvent,
  type Frame,
  type MethodParams,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { onTestFinished } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import { createMemoryLedger } from '../memory/memory-ledger.js';
import type { AgentRunner, RunnerInput, RunnerOutput } from '../ports/agent-runner.js';
import type { EventStore } from '../ports/event-store.js';
import type { OrchestratorStore } from '../ports/store.js';
import { createOrchestrator, type Orchestrator } from '../shell/orchestrator.js';
import type { OrchestratorOptions } from '../shell/orchestrator-options.js';

export const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
export const EVE: Caller = { kind: 'member', tenant: 'default', participantId: 'eve' };
export const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };
export const visitor = (conversationId: string): Caller => ({
  kind: 'visitor',
  tenant: 'default',
  participantId: 'ada',
  conversationId,
});

export const PARTICIPANTS: MethodParams<'createConversation'>['participants'] = [
  { participantId: 'ada', kind: 'user', displayName: 'Ada' },
  { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
];

/** An agent by a function: what it yields for one turn. */
export function agent(run: (input: RunnerInput) => AsyncIterable<RunnerOutput>): AgentRunner {
  return { run };
}

export const echo = agent(async function* ({ events }) {
  const last = events.findLast((event) => event.type === 'message');
  const text = `You said: ${textIn(last)}`;
  yield { type: 'draft', kind: 'text', append: text.slice(0, 4) };
  yield { type: 'draft', kind: 'text', append: text.slice(4) };
  yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
});

export const waiting = (started?: () => void): AgentRunner =>
  agent(async function* ({ signal, stop }) {
    yield { type: 'draft', kind: 'text', append: 'Half an ' };
    started?.();
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      stop.graceful.addEventListener('abort', () => resolve(), { once: true });
    });
    if (signal.aborted) return;
    yield { type: 'draft', kind: 'text', append: 'answer.' };
    yield {
      type: 'message',
      parts: [{ type: 'text', text: 'Half an answer.' }],
      finality: 'turn',
      outcome: { status: 'stopped' },
    };
  });

export function textIn(event: ConversationEvent | undefined): string {
  const parts = (event?.payload as { parts?: { text?: string }[] } | undefined)?.parts ?? [];
  return parts.map((part) => part.text ?? '').join('');
}

/** The ports one by one, for tests that look into one of them. */
export interface FixtureOptions extends Partial<Omit<OrchestratorOptions, 'store'>> {
  readonly store?: EventStore;
  readonly ledger?: OrchestratorStore['ledger'];
  readonly drafts?: OrchestratorStore['drafts'];
  readonly presence?: OrchestratorStore['presence'];
  readonly records?: OrchestratorStore['records'];
}

export function start(
  agents: OrchestratorOptions['agents'] = {},
  options: FixtureOptions = {},
): { orchestrator: Orchestrator; store: EventStore } {
  const { store = createMemoryEventStore(), ledger, drafts, presence, records, ...rest } = options;
  const { clock } = rest;
  const orchestrator = createOrchestrator({
    agents,
    ...rest,
    store: {
      events: store,
      ledger: ledger ?? createMemoryLedger(clock && { clock }),
      ...(drafts && { drafts }),
      ...(presence && { presence }),
      ...(records && { records }),
    },
  });
  onTestFinished(() => orchestrator.close());
  return { orchestrator, store };
}

export async function create(
  api: ConversationApi,
  id = 'c1',
  metadata: Partial<MethodParams<'createConversation'>> = {},
): Promise<void> {
  await api.call('createConversation', {
    clientRequestId: `create-${id}`,
    conversationId: id,
    participants: PARTICIPANTS,
    ...metadata,
  });
}

let requests = 0;
export const say = (text: string, rest: object = {}): MethodParams<'sendMessage'> => ({
  conversationId: 'c1',
  clientRequestId: `r${++requests}`,
  parts: [{ type: 'text', partId: 'p1', text }],
  ...rest,
});

/** All frames up to and including the first that `until` accepts. */
export async function framesUntil(
  api: ConversationApi,
  params: MethodParams<'subscribe'>,
  until: (frame: Frame) => boolean,
): Promise<Frame[]> {
  const controller = new AbortController();
  const frames: Frame[] = [];
  for await (const frame of api.subscribe(params, { signal: controller.signal })) {
    frames.push(frame);
    if (until(frame)) break;
  }
  controller.abort();
  return frames;
}

export const closes = (turn: number) => (frame: Frame) =>
  frame.kind === 'event' &&
  ((frame.data.turn === turn && frame.data.finality !== 'none') ||
    (frame.data.type === 'turn_cleared' && (frame.data.payload as { turn: number }).turn === turn));
export const ofType = (type: string) => (frame: Frame) => frame.kind === 'event' && frame.data.type === type;

export async function logOf(api: ConversationApi): Promise<ConversationEvent[]> {
  const page = await api.call('getEvents', { conversationId: 'c1', limit: 1_000 });
  return [...page.events];
}

export const whole = { conversationId: 'c1', cursor: '0' };

/** Everything that follows without a timer, on a store in memory, has been done. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** A process that dies: what it would still write is refused, as by a store that is gone. */
export function mortal(store: EventStore): { store: EventStore; die(): void } {
  let dead = false;
  return {
    die: () => {
      dead = true;
    },
    store: new Proxy(store, {
      get(target, key: keyof EventStore) {
        const member = target[key];
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          dead
            ? Promise.reject(new AgentChatError('Unavailable', 'dead'))
            : (member as (...all: unknown[]) => unknown).apply(target, args);
      },
    }),
  };
}
