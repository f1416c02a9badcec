import {
  AgentChatError,
  type Caller,
  type ConversationEvent,
  type Frame,
  type MethodParams,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import type { AgentRunner, RunnerInput, RunnerOutput } from '../ports/agent-runner.js';
import type { EventStore } from '../ports/event-store.js';
import { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const EVE: Caller = { kind: 'member', tenant: 'default', participantId: 'eve' };
const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };
const visitor = (conversationId: string): Caller => ({
  kind: 'visitor',
  tenant: 'default',
  participantId: 'ada',
  conversationId,
});

const PARTICIPANTS: MethodParams<'createConversation'>['participants'] = [
  { participantId: 'ada', kind: 'user', displayName: 'Ada' },
  { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
];

const open: Orchestrator[] = [];
afterEach(async () => {
  for (const orchestrator of open.splice(0)) await orchestrator.close();
});

/** An agent by a function: what it yields for one turn. */
function agent(
  run: (input: RunnerInput) => AsyncIterable<RunnerOutput>,
  mayRepeatTool?: (name: string) => boolean,
): AgentRunner {
  return { run, ...(mayRepeatTool && { mayRepeatTool }) };
}

const echo = agent(async function* ({ events }) {
  const last = events.findLast((event) => event.type === 'message');
  const text = `You said: ${textIn(last)}`;
  yield { type: 'draft', kind: 'text', append: text.slice(0, 4) };
  yield { type: 'draft', kind: 'text', append: text.slice(4) };
  yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
});

const waiting = (started?: () => void): AgentRunner =>
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

function textIn(event: ConversationEvent | undefined): string {
  const parts = (event?.payload as { parts?: { text?: string }[] } | undefined)?.parts ?? [];
  return parts.map((part) => part.text ?? '').join('');
}

function start(
  agents: OrchestratorOptions['agents'] = {},
  options: Partial<OrchestratorOptions> = {},
): { orchestrator: Orchestrator; store: EventStore } {
  const store = options.store ?? createMemoryEventStore();
  const orchestrator = createOrchestrator({ store, agents, ...options });
  open.push(orchestrator);
  return { orchestrator, store };
}

async function create(api: ConversationApi, id = 'c1'): Promise<void> {
  await api.call('createConversation', {
    clientRequestId: `create-${id}`,
    conversationId: id,
    participants: PARTICIPANTS,
  });
}

let requests = 0;
const say = (text: string, rest: object = {}): MethodParams<'sendMessage'> => ({
  conversationId: 'c1',
  clientRequestId: `r${++requests}`,
  parts: [{ type: 'text', partId: 'p1', text }],
  ...rest,
});

/** All frames up to and including the first that `until` accepts. */
async function framesUntil(
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

const closes = (turn: number) => (frame: Frame) =>
  frame.kind === 'event' &&
  ((frame.data.turn === turn && frame.data.finality !== 'none') ||
    (frame.data.type === 'turn_cleared' && (frame.data.payload as { turn: number }).turn === turn));
const ofType = (type: string) => (frame: Frame) => frame.kind === 'event' && frame.data.type === type;

async function logOf(api: ConversationApi): Promise<ConversationEvent[]> {
  const page = await api.call('getEvents', { conversationId: 'c1', limit: 1_000 });
  return [...page.events];
}

const whole = { conversationId: 'c1', cursor: '0' };

describe('an agent that is due', () => {
  it('takes the turn, and its logged message replaces its drafts', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    const reading = framesUntil(api, { ...whole, includeGuidance: true }, closes(2));
    await api.call('sendMessage', say('Hello'));
    const frames = await reading;
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.map((event) => event.type)).toEqual(['created', 'message', 'execution_started', 'message']);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect(events[3]).toMatchObject({
      author: 'bot',
      turn: 2,
      finality: 'turn',
      payload: { role: 'assistant', outcome: { status: 'complete' }, parts: [{ text: 'You said: Hello' }] },
    });
    const drafts = frames.flatMap((frame) => (frame.kind === 'draft' ? [frame.data] : []));
    expect(drafts.map((draft) => draft.text).join('')).toBe(
      'You said: Hello'.slice(0, drafts.map((draft) => draft.text).join('').length),
    );
    const { messageId, parts } = events[3]?.payload as { messageId: string; parts: { partId: string }[] };
    for (const draft of drafts) expect(draft).toMatchObject({ messageId, partId: parts[0]?.partId, turn: 2 });
  });

  it('is not started for a conversation in which a user is due', async () => {
    let runs = 0;
    const { orchestrator } = start({
      bot: agent(async function* () {
        runs += 1;
        yield { type: 'message', parts: [], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await framesUntil(api, whole, (frame) => frame.kind === 'caught_up');
    expect(runs).toBe(0);
  });

  it('ends its turn as failed, with what it had written, when it throws', async () => {
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'text', append: 'I was about to' };
        throw new Error('secret path /etc/passwd');
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    const last = frames.at(-1);
    expect(last?.data).toMatchObject({
      payload: {
        outcome: { status: 'failed', reason: { code: 'Internal' } },
        parts: [{ text: 'I was about to' }],
      },
    });
    expect(JSON.stringify(frames)).not.toContain('secret');
  });

  it('ends its turn as failed when it returns without an answer', async () => {
    const { orchestrator } = start({ bot: agent(async function* () {}) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: { parts: [], outcome: { status: 'failed', reason: { code: 'no_answer' } } },
    });
  });

  it('has a tool call logged before the tool runs', async () => {
    const seen: string[][] = [];
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'tool_call', toolCallId: 't1', name: 'clock', args: { zone: 'UTC' } };
        yield { type: 'tool_started', toolCallId: 't1', args: { zone: 'UTC' }, attempt: 1 };
        seen.push((await logOf(orchestrator.as(ADA))).map((event) => event.type));
        yield { type: 'tool_result', toolCallId: 't1', output: { now: 1 } };
        yield { type: 'usage', model: 'm', inputTokens: 1, outputTokens: 2, latencyMs: 3 };
        yield { type: 'message', parts: [{ type: 'text', text: 'One.' }], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('What time is it?'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(seen[0]?.slice(-2)).toEqual(['tool_call', 'tool_started']);
    // Costs are for operators: a member is told of a gap, and of nothing in it.
    expect(frames.filter((frame) => frame.kind === 'omitted').map((frame) => frame.data)).toEqual([
      { fromSeq: 7, toSeq: 7 },
    ]);
    const all = await framesUntil(orchestrator.as(OPERATOR), whole, closes(2));
    expect(all.some(ofType('usage'))).toBe(true);
  });
});

describe('a subscription', () => {
  it('gives a snapshot without a cursor, the tail with one, and everything with 0', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await framesUntil(api, whole, closes(2));
    const kinds = async (cursor?: string) =>
      (
        await framesUntil(
          api,
          { conversationId: 'c1', ...(cursor !== undefined && { cursor }) },
          (frame) => frame.kind === 'caught_up',
        )
      ).map((frame) => frame.kind);
    expect(await kinds()).toEqual(['hello', 'snapshot', 'caught_up']);
    expect(await kinds('0')).toEqual(['hello', 'event', 'event', 'event', 'event', 'caught_up']);
    expect(await kinds(`${orchestrator.epoch}-3`)).toEqual(['hello', 'event', 'caught_up']);
    expect(await kinds(`${orchestrator.epoch}-4`)).toEqual(['hello', 'caught_up']);
    // Beyond the head, or of another epoch: never a silent skip.
    expect(await kinds(`${orchestrator.epoch}-5`)).toEqual(['hello', 'snapshot', 'caught_up']);
    expect(await kinds('other-2')).toEqual(['hello', 'snapshot', 'caught_up']);
    await expect(kinds('x-y-z')).rejects.toMatchObject({ code: 'InvalidCursor' });
  });

  it('gives an open draft whole to whoever comes late, and never half a character', async () => {
    const pieces = ['Hello ', '\ud83d', '\ude00 and', ' more'];
    const gate = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const { orchestrator } = start({
      bot: agent(async function* () {
        for (const append of pieces) yield { type: 'draft', kind: 'text', append };
        written.resolve();
        await gate.promise;
        yield { type: 'message', parts: [{ type: 'text', text: pieces.join('') }], finality: 'turn' };
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    const early = framesUntil(api, whole, closes(2));
    await api.call('sendMessage', say('Hello'));
    await written.promise;
    const late = await framesUntil(api, whole, (frame) => frame.kind === 'caught_up');
    expect(late.filter((frame) => frame.kind === 'draft').map((frame) => frame.data)).toMatchObject([
      { offset: 0, text: pieces.join('') },
    ]);
    gate.resolve();
    let text = '';
    for (const frame of await early) {
      if (frame.kind !== 'draft') continue;
      expect(frame.data.offset).toBe(text.length);
      expect(frame.data.text.isWellFormed()).toBe(true);
      text += frame.data.text;
    }
    expect(pieces.join('').startsWith(text)).toBe(true);
  });

  it('shows a conversation to nobody who is not on it', async () => {
    const { orchestrator } = start({ bot: echo });
    await create(orchestrator.as(ADA));
    const other: Caller = { ...OPERATOR, tenant: 'other' };
    for (const caller of [EVE, visitor('c2'), other]) {
      const api = orchestrator.as(caller);
      await expect(api.call('getConversation', { conversationId: 'c1' })).rejects.toMatchObject({
        code: 'UnknownConversation',
      });
      await expect(framesUntil(api, whole, () => true)).rejects.toMatchObject({
        code: 'UnknownConversation',
      });
      await expect(api.call('sendMessage', say('Hello'))).rejects.toMatchObject({
        code: 'UnknownConversation',
      });
    }
  });
});

describe('a command', () => {
  it('is done once, however often it is sent, and also after its turn was closed', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await create(api);
    const message = say('Hello');
    const first = await api.call('sendMessage', message);
    await framesUntil(api, whole, closes(2));
    expect(await api.call('sendMessage', message)).toEqual(first);
    expect(
      (await logOf(api)).filter((event) => event.author === 'ada' && event.type === 'message'),
    ).toHaveLength(1);
    await expect(
      api.call('sendMessage', { ...message, parts: [{ type: 'text', partId: 'p1', text: 'Other' }] }),
    ).rejects.toMatchObject({ code: 'IdempotencyMismatch' });
  });

  it('creates the same conversation when the id was minted and the first answer was lost', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    const params = { clientRequestId: 'once', participants: PARTICIPANTS };
    const first = await api.call('createConversation', params);
    expect(await api.call('createConversation', params)).toEqual(first);
    expect((await orchestrator.as(EVE).call('createConversation', params)).conversationId).not.toBe(
      first.conversationId,
    );
  });

  it('with lastClosedSeq has one winner of many', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => api.call('sendMessage', say('Me first', { lastClosedSeq: 0 }))),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({ code: 'CasConflict', details: { expected: 0, actual: 2 } });
      }
    }
  });

  it.each<[string, Caller, object, string]>([
    ['off the roster', { ...OPERATOR }, {}, 'NotOnRoster'],
    ['an observer', { kind: 'observer', tenant: 'default', conversationId: 'c1' }, {}, 'Forbidden'],
    ['a visitor that ends the conversation', visitor('c1'), { finality: 'conversation' }, 'Forbidden'],
    ['a visitor with a precondition', visitor('c1'), { lastClosedSeq: 0 }, 'Forbidden'],
    [
      'a visitor with a card',
      visitor('c1'),
      { parts: [{ type: 'card', partId: 'p', card: { type: 'x', version: 1, data: 1 } }] },
      'Forbidden',
    ],
    ['white space', ADA, { parts: [{ type: 'text', partId: 'p', text: ' \n ' }] }, 'InvalidMessage'],
    [
      'a partId used twice',
      ADA,
      {
        parts: [
          { type: 'text', partId: 'p', text: 'a' },
          { type: 'text', partId: 'p', text: 'b' },
        ],
      },
      'InvalidMessage',
    ],
    [
      'a message too large',
      ADA,
      { parts: [{ type: 'text', partId: 'p', text: 'é'.repeat(40_000) }] },
      'PayloadTooLarge',
    ],
  ])('by %s is refused and writes nothing', async (_, caller, rest, code) => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    await expect(orchestrator.as(caller).call('sendMessage', say('Hello', rest))).rejects.toMatchObject({
      code,
    });
    expect(await logOf(api)).toHaveLength(1);
  });

  it('finds an ended conversation closed', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Bye', { finality: 'conversation' }));
    await expect(api.call('sendMessage', say('Hello?'))).rejects.toMatchObject({ code: 'ConversationEnded' });
    expect(await logOf(api)).toHaveLength(2);
  });
});

describe('a message during an agent’s turn', () => {
  it('waits, can be changed and cancelled by its author alone, and is taken up when the turn closes', async () => {
    const { orchestrator } = start({ bot: waiting() });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('One'));
    await framesUntil(api, whole, ofType('execution_started'));
    const two = await api.call('sendMessage', say('Two'));
    const three = await api.call('sendMessage', say('Three'));
    expect([two.queued, three.queued]).toEqual([true, true]);
    const ref = (messageId: string, clientRequestId: string) => ({
      conversationId: 'c1',
      clientRequestId,
      messageId,
    });
    await api.call('editQueued', {
      ...ref(two.messageId, 'e1'),
      parts: [{ type: 'text', partId: 'p1', text: 'Two!' }],
    });
    await api.call('cancelQueued', ref(three.messageId, 'e2'));
    await expect(api.call('cancelQueued', ref(three.messageId, 'e3'))).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const frames = await framesUntil(api, whole, closes(3));
    expect(frames.at(-1)?.data).toMatchObject({
      author: 'ada',
      turn: 3,
      finality: 'turn',
      causedBy: two.seq,
      payload: { messageId: two.messageId, parts: [{ text: 'Two!' }] },
    });
    // The close and the promotion are one append: nothing came between them.
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.at(-2)).toMatchObject({ author: 'bot', turn: 2, finality: 'turn' });
  });
});

describe('stop', () => {
  it('lets the agent finish its sentence and keeps the text, marked as stopped', async () => {
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(begun.resolve) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: { parts: [{ text: 'Half an answer.' }], outcome: { status: 'stopped' } },
    });
  });

  it('ends the turn at once when it is hard, also of an agent that does not listen', async () => {
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield { type: 'draft', kind: 'reasoning', append: 'Hm.' };
        yield { type: 'draft', kind: 'text', append: 'For ever ' };
        begun.resolve();
        await new Promise(() => {});
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2, mode: 'hard' });
    const frames = await framesUntil(api, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({
      payload: {
        outcome: { status: 'stopped' },
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'For ever ' },
        ],
      },
    });
  });

  it('of a turn that is closed is acknowledged and logs nothing', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await framesUntil(api, whole, closes(2));
    expect(await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 })).toEqual({
      seq: 4,
    });
    expect(await logOf(api)).toHaveLength(4);
  });
});

/** A process that dies: what it would still write is refused, as by a store that is gone. */
function mortal(store: EventStore): { store: EventStore; die(): void } {
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

describe('a runner that died', () => {
  it('has its turn cleared, and the same agent answers again', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const begun = Promise.withResolvers<void>();
    const before = start({ bot: waiting(begun.resolve) }, { store: first.store, leaseMs: 50 });
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    first.die();
    const after = start({ bot: echo }, { store, leaseMs: 50 });
    await after.orchestrator.start();
    const frames = await framesUntil(after.orchestrator.as(ADA), whole, closes(3));
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.map((event) => event.type)).toEqual([
      'created',
      'message',
      'execution_started',
      'turn_cleared',
      'execution_started',
      'message',
    ]);
    expect(events[3]?.payload).toEqual({ turn: 2, reason: 'restart' });
    const fences = events
      .filter((event) => event.type === 'execution_started')
      .map((event) => (event.payload as { fence: number }).fence);
    expect(fences[1]).toBeGreaterThan(fences[0] as number);
    expect(textIn(events[5])).toBe('You said: Hello');
  });

  it('has its turn resumed from what it logged when a tool had started', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const begun = Promise.withResolvers<void>();
    const before = start(
      {
        bot: agent(async function* () {
          yield { type: 'tool_call', toolCallId: 't1', name: 'book', args: {} };
          yield { type: 'tool_started', toolCallId: 't1', args: {}, attempt: 1 };
          begun.resolve();
          await new Promise(() => {});
        }),
      },
      { store: first.store, leaseMs: 50 },
    );
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Book it'));
    await begun.promise;
    first.die();
    const seen: string[] = [];
    const after = start(
      {
        bot: agent(async function* ({ events, turn }) {
          seen.push(...events.map((event) => event.type), `attempt ${turn.attempt}`);
          yield { type: 'tool_result', toolCallId: 't1', output: 'booked' };
          yield { type: 'message', parts: [{ type: 'text', text: 'Booked.' }], finality: 'turn' };
        }),
      },
      { store, leaseMs: 50 },
    );
    await after.orchestrator.start();
    const frames = await framesUntil(after.orchestrator.as(ADA), whole, closes(2));
    expect(frames.some(ofType('turn_cleared'))).toBe(false);
    expect(seen.slice(-4)).toEqual(['tool_call', 'tool_started', 'execution_started', 'attempt 2']);
  });

  it('again and again does not go on for ever', async () => {
    const store = createMemoryEventStore();
    let api: ConversationApi | null = null;
    for (let life = 1; life <= 3; life++) {
      const process = mortal(store);
      const begun = Promise.withResolvers<void>();
      const { orchestrator } = start({ bot: waiting(begun.resolve) }, { store: process.store, leaseMs: 20 });
      if (api === null) {
        api = orchestrator.as(ADA);
        await create(api);
        await api.call('sendMessage', say('Hello'));
      } else await orchestrator.start();
      await begun.promise;
      process.die();
    }
    const { orchestrator } = start({ bot: waiting() }, { store, leaseMs: 20 });
    await orchestrator.start();
    const frames = await framesUntil(orchestrator.as(ADA), whole, closes(4));
    expect(frames.at(-1)?.data).toMatchObject({
      author: 'system',
      payload: { parts: [], outcome: { status: 'failed', reason: { code: 'runner_lost' } } },
    });
  });

  it('cannot write any more once another has taken over', async () => {
    const store = createMemoryEventStore();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    // Its heartbeats do not arrive, its writes do.
    const deaf = new Proxy(store, {
      get: (target, key: keyof EventStore) =>
        key === 'renewLease'
          ? () => new Promise(() => {})
          : typeof target[key] === 'function'
            ? (target[key] as (...all: unknown[]) => unknown).bind(target)
            : target[key],
    });
    const before = start(
      {
        bot: agent(async function* () {
          yield { type: 'draft', kind: 'text', append: 'Stale' };
          begun.resolve();
          await gate.promise;
          yield { type: 'message', parts: [{ type: 'text', text: 'Stale' }], finality: 'turn' };
        }),
      },
      { store: deaf, leaseMs: 30 },
    );
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    const after = start({ bot: echo }, { store, leaseMs: 30 });
    await after.orchestrator.start();
    await framesUntil(after.orchestrator.as(ADA), whole, closes(3));
    gate.resolve();
    await before.orchestrator.close();
    const answers = (await logOf(after.orchestrator.as(ADA))).filter((event) => event.author === 'bot');
    expect(answers.map(textIn)).toEqual(['You said: Hello']);
  });
});

describe('closing', () => {
  it('tells viewers to come back, and leaves the turn to the next start', async () => {
    const store = createMemoryEventStore();
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(begun.resolve) }, { store });
    const api = orchestrator.as(ADA);
    await create(api);
    const reading = framesUntil(api, whole, (frame) => frame.kind === 'bye');
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await orchestrator.close();
    expect((await reading).at(-1)?.data).toMatchObject({ reason: 'shutdown' });
    await expect(
      orchestrator.as(ADA).call('getConversation', { conversationId: 'c1' }),
    ).rejects.toMatchObject({
      code: 'Unavailable',
    });
    const next = start({ bot: echo }, { store });
    await next.orchestrator.start();
    await framesUntil(next.orchestrator.as(ADA), whole, closes(3));
  });

  it('clears a turn that somebody opened and left', async () => {
    const { orchestrator } = start({ bot: echo }, { idleTurnMs: 30 });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('I was going to say', { finality: 'none' }));
    const frames = await framesUntil(api, whole, ofType('turn_cleared'));
    expect(frames.at(-1)?.data).toMatchObject({ payload: { turn: 1, reason: 'idle' } });
  });
});
