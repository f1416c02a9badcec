import {
  type AgentRunner,
  createMemoryStore,
  createOrchestrator,
  firstComePolicy,
  type RunnerTurn,
} from '@agent-chat/core';
import { AgentChatError, type Caller, type ConversationEvent, type Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.js';
import { startAgents, type StartAgentsOptions } from './start-agents.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };

function world(leaseMs = 300) {
  const orchestrator = createOrchestrator({ store: createMemoryStore(), leaseMs });
  onTestFinished(() => orchestrator.close());
  const ada = orchestrator.as(ADA);
  let requests = 0;
  return {
    ada,
    bot: orchestrator.as(BOT),
    operator: orchestrator.as(OPERATOR),
    create: (rest: object = {}) =>
      ada.call('createConversation', {
        ...rest,
        clientRequestId: 'create',
        conversationId: 'c1',
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        ],
      }),
    say: (text: string, rest: object = {}) =>
      ada.call('sendMessage', {
        conversationId: 'c1',
        clientRequestId: `say-${++requests}`,
        parts: [{ type: 'text', partId: 'p1', text }],
        ...rest,
      }),
    log: async (): Promise<ConversationEvent[]> => [
      ...(await orchestrator.as(OPERATOR).call('getEvents', { conversationId: 'c1', limit: 1_000 })).events,
    ],
  };
}

function run(transport: ConversationApi, bot: AgentRunner, rest: Partial<StartAgentsOptions> = {}) {
  const started = startAgents({ transport, conversationId: 'c1', agents: { bot }, ...rest });
  onTestFinished(() => started.stop().catch(() => undefined));
  return started;
}

async function until(api: ConversationApi, found: (frame: Frame) => boolean): Promise<Frame> {
  for await (const frame of api.subscribe({ conversationId: 'c1', cursor: '0' })) {
    if (found(frame)) return frame;
  }
  throw new Error('The subscription ended.');
}

const closing = (turn: number) => (frame: Frame) =>
  frame.kind === 'event' &&
  ((frame.data.turn === turn && frame.data.finality !== 'none') ||
    (frame.data.type === 'turn_cleared' && (frame.data.payload as { turn: number }).turn === turn));

const textIn = (event: ConversationEvent | undefined): string =>
  ((event?.payload as { parts?: { text?: string }[] } | undefined)?.parts ?? [])
    .map(({ text }) => text)
    .join('');

const echo: AgentRunner = {
  async *run({ events }) {
    const text = `You said: ${textIn(events.findLast(({ type }) => type === 'message'))}`;
    for (const letter of text) yield { type: 'draft', kind: 'text', append: letter };
    yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
  },
};

describe('startAgents', () => {
  it('answers turn after turn, showing what it writes', async () => {
    const { ada, bot, create, say, log } = world();
    await create();
    run(bot, echo);
    for (let round = 1; round <= 5; round++) {
      const drafted = until(ada, ({ kind }) => kind === 'draft');
      const closed = until(ada, closing(2 * round));
      await say(`Number ${round}`);
      await drafted;
      await closed;
    }
    const answers = (await log()).filter(({ author, type }) => author === 'bot' && type === 'message');
    expect(answers.map(textIn)).toEqual([1, 2, 3, 4, 5].map((n) => `You said: Number ${n}`));
  });

  it('is told of its turn what an agent of the orchestrator is told', async () => {
    const { ada, bot, operator, create, say } = world();
    await create({ startingParticipantId: 'bot', openingLine: 'Welcome.' });
    const told: RunnerTurn[] = [];
    run(bot, {
      async *run({ turn }) {
        told.push(turn);
        yield { type: 'message', parts: [{ type: 'text', text: 'Hi.' }], finality: 'turn' };
      },
    });
    await until(ada, closing(1));
    await operator.call('setModel', { conversationId: 'c1', clientRequestId: 'model', model: 'large' });
    const { runId } = await say('And now?');
    await until(ada, closing(3));
    expect(told[0]).toMatchObject({ turn: 1, openingLine: 'Welcome.' });
    expect(told[1]).toMatchObject({ turn: 3, model: 'large', runId });
    expect(told[1]).not.toHaveProperty('openingLine');
  });

  it('shares turns with another that offers the same: each is run once', async () => {
    const { ada, bot, create, say, log } = world();
    await create();
    run(bot, echo);
    run(bot, echo);
    for (let round = 1; round <= 10; round++) {
      const closed = until(ada, closing(2 * round));
      await say(`Number ${round}`);
      await closed;
    }
    const events = await log();
    expect(events.filter(({ type }) => type === 'execution_started')).toHaveLength(10);
    expect(events.filter(({ type }) => type === 'turn_cleared')).toEqual([]);
  });

  it('does not ask all the time for a turn that another agent has', async () => {
    const policy = firstComePolicy();
    const orchestrator = createOrchestrator({ store: createMemoryStore(), schedulingPolicy: policy });
    onTestFinished(() => orchestrator.close());
    const ada = orchestrator.as(ADA);
    await ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        { participantId: 'cal', kind: 'agent', displayName: 'Cal' },
      ],
    });
    run(orchestrator.as(BOT), {
      async *run({ control }) {
        yield { type: 'tool_call', toolCallId: 't1', name: 'send', args: {} };
        await control.startTool('t1', { needsApproval: true });
      },
    });
    const cal = orchestrator.as({ ...BOT, participantId: 'cal' });
    const hasLost = Promise.withResolvers<void>();
    let asked = 0;
    const late: ConversationApi = {
      ...cal,
      async call(method, params, options) {
        if (method !== 'startExecution') return cal.call(method, params, options);
        asked += 1;
        await hasLost.promise;
        return cal.call(method, params, options);
      },
    };
    const clock = new ManualClock();
    run(late, echo, { agents: { cal: echo }, clock });
    const isWaiting = until(ada, ({ data, kind }) => kind === 'event' && data.type === 'approval_requested');
    await ada.call('sendMessage', {
      conversationId: 'c1',
      clientRequestId: 'say',
      parts: [{ type: 'text', partId: 'p1', text: 'Send it.' }],
    });
    await isWaiting;
    await expect.poll(() => asked).toBe(1);
    hasLost.resolve();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(clock.waiting).toEqual([]);
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('asks before a tool, waits for the person, and is called once', async () => {
    const { ada, bot, operator, create, say, log } = world();
    await create();
    let calls = 0;
    run(bot, {
      async *run({ events, control }) {
        const call = events.some(({ type }) => type === 'tool_call');
        if (!call) yield { type: 'tool_call', toolCallId: 't1', name: 'send', args: { to: 5 } };
        const start = await control.startTool('t1', { needsApproval: true });
        if (start.status === 'waiting') return;
        calls += 1;
        yield { type: 'tool_result', toolCallId: 't1', output: start.args };
        yield { type: 'message', parts: [{ type: 'text', text: 'Sent.' }], finality: 'turn' };
      },
    });
    const asked = until(
      operator,
      (frame) => frame.kind === 'event' && frame.data.type === 'approval_requested',
    );
    await say('Send it.');
    const request = ((await asked).data as ConversationEvent).payload as {
      approvalId: string;
      argsHash: string;
    };
    expect(calls).toBe(0);
    const closed = until(ada, closing(2));
    await operator.call('resolveApproval', {
      conversationId: 'c1',
      clientRequestId: 'yes',
      approvalId: request.approvalId,
      argsHash: request.argsHash,
      decision: 'approve',
    });
    await closed;
    expect(calls).toBe(1);
    const events = await log();
    expect(textIn(events.at(-1))).toBe('Sent.');
    expect(events.filter(({ type }) => type === 'execution_started')).toHaveLength(2);
  });

  it.each(['graceful', 'hard'] as const)('hears a stop (%s) and keeps what was written', async (mode) => {
    const { ada, bot, create, say, log } = world();
    await create();
    run(bot, {
      async *run({ stop, signal }) {
        yield { type: 'draft', kind: 'text', append: 'Half an answer' };
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
          if (mode === 'graceful') stop.graceful.addEventListener('abort', resolve, { once: true });
        });
        if (signal.aborted) return;
        const parts = [{ type: 'text' as const, text: 'Half an answer' }];
        yield { type: 'message', parts, finality: 'turn', outcome: { status: 'stopped' } };
      },
    });
    const drafted = until(ada, ({ kind }) => kind === 'draft');
    const closed = until(ada, closing(2));
    await say('Hello');
    await drafted;
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2, mode });
    await closed;
    expect((await log()).at(-1)).toMatchObject({ payload: { outcome: { status: 'stopped' } } });
    expect(textIn((await log()).at(-1))).toBe('Half an answer');
  });

  it('says that its runner failed', async () => {
    const { ada, bot, create, say, log } = world();
    await create();
    run(bot, {
      async *run() {
        yield { type: 'draft', kind: 'text', append: 'I was' };
        throw new Error('broken');
      },
    });
    const closed = until(ada, closing(2));
    await say('Hello');
    await closed;
    expect((await log()).at(-1)).toMatchObject({ payload: { outcome: { status: 'failed' } } });
    expect(textIn((await log()).at(-1))).toBe('I was');
  });

  it('lets go of its turn when it is stopped, and another goes on at once', async () => {
    const { ada, bot, create, say, log } = world(60_000);
    await create();
    const silent: AgentRunner = {
      async *run({ signal }) {
        yield { type: 'draft', kind: 'text', append: 'Wait' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    };
    const first = run(bot, silent);
    const drafted = until(ada, ({ kind }) => kind === 'draft');
    await say('Hello');
    await drafted;
    await first.stop();
    const closed = until(ada, closing(3));
    run(bot, echo);
    await closed;
    expect(textIn((await log()).at(-1))).toBe('You said: Hello');
  });

  /** A turn whose tool has started and whose runner has died: nobody beats. */
  async function leftBehind({ bot, create, say }: ReturnType<typeof world>): Promise<void> {
    await create();
    await say('Book it.');
    const { executionId, fence } = await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' });
    const held = { conversationId: 'c1', executionId, fence };
    const payload = { toolCallId: 't1', name: 'book', args: {} };
    await bot.call('sendTrace', { ...held, clientRequestId: 'call', type: 'tool_call', payload });
    await bot.call('startTool', { ...held, clientRequestId: 'start', toolCallId: 't1' });
  }
  const attempts: AgentRunner = {
    async *run({ turn }) {
      yield { type: 'message', parts: [{ type: 'text', text: `Attempt ${turn.attempt}` }], finality: 'turn' };
    },
  };
  const RESUMED = ['execution_started', 'tool_call', 'tool_started', 'execution_started'];

  it.each([
    ['resume', 2, RESUMED],
    ['restart', 3, [...RESUMED, 'turn_cleared', 'execution_started']],
  ] as const)('recovers a turn that was left behind: %s', async (turnRecoveryMode, turn, types) => {
    const here = world();
    await leftBehind(here);
    const closed = until(here.ada, closing(turn));
    run(here.bot, attempts, { turnRecoveryMode });
    await closed;
    const events = (await here.log()).slice(3, -1);
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(textIn((await here.log()).at(-1))).toBe('Attempt 2');
  });

  it('begins a turn anew that was left behind also when the wire fails in the middle of that', async () => {
    const here = world();
    await leftBehind(here);
    let fails = true;
    const failing: ConversationApi = {
      ...here.bot,
      async call(method, params, options) {
        if (method !== 'clearTurn' || !fails) return here.bot.call(method, params, options);
        fails = false;
        throw new AgentChatError('ConnectionLost', 'not sent');
      },
    };
    const closed = until(here.ada, (frame) => closing(2)(frame) || closing(3)(frame));
    run(failing, attempts, { turnRecoveryMode: 'restart' });
    expect(await closed).toMatchObject({ data: { type: 'turn_cleared' } });
  });

  it('asks again with the same request while the wire fails, and logs everything once', async () => {
    const { ada, bot, create, say, log } = world(2_000);
    await create();
    let calls = 0;
    const broken: ConversationApi = {
      async call(method, params, options) {
        calls += 1;
        if (calls % 3 === 0) throw new AgentChatError('ConnectionLost', 'not sent');
        const result = await bot.call(method, params, options);
        if (calls % 3 === 1) throw new AgentChatError('ConnectionLost', 'the answer is lost');
        return result;
      },
      subscribe: (params, options) => cutAfter(bot.subscribe(params, options), 4),
    };
    run(broken, {
      async *run() {
        yield { type: 'draft', kind: 'text', append: 'Let me look.' };
        yield { type: 'message', parts: [{ type: 'text', text: 'Let me look.' }], finality: 'none' };
        yield { type: 'tool_call', toolCallId: 't1', name: 'look', args: {} };
        yield { type: 'tool_result', toolCallId: 't1', output: 'seen' };
        yield { type: 'message', parts: [{ type: 'text', text: 'Seen.' }], finality: 'turn' };
      },
    });
    const closed = until(ada, closing(2));
    await say('Look.');
    await closed;
    const own = (await log()).filter(({ author }) => author === 'bot');
    expect(own.map(({ type }) => type)).toEqual(['message', 'tool_call', 'tool_result', 'message']);
  });

  it('does not ask all the time a server whose stream ends at once without a word', async () => {
    const { bot } = world();
    const clock = new ManualClock();
    let asked = 0;
    const mute: ConversationApi = {
      ...bot,
      subscribe() {
        asked += 1;
        return { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) };
      },
    };
    const begun = run(mute, echo, { clock });
    await expect.poll(() => clock.waiting).toHaveLength(1);
    expect(asked).toBe(1);
    clock.advance(100);
    await expect.poll(() => asked).toBe(2);
    await begun.stop();
  });

  it('ends with the fault when there is nothing to follow', async () => {
    const { bot } = world();
    const started = run(bot, echo, { conversationId: 'c9' });
    await expect(started.ended).rejects.toMatchObject({ code: 'UnknownConversation' });
  });
});

async function* cutAfter(frames: AsyncIterable<Frame>, count: number): AsyncGenerator<Frame> {
  let seen = 0;
  for await (const frame of frames) {
    yield frame;
    seen += 1;
    if (seen >= count) throw new AgentChatError('ConnectionLost', 'cut');
  }
}
