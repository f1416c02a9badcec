import type {
  Caller,
  ConversationEvent,
  MethodParams,
  MethodResult,
  Participant,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { alternationPolicy } from '../../policy/alternation.js';
import { firstComePolicy } from '../../policy/first-come.js';
import { humanInTheLoopPolicy } from '../../policy/human-in-the-loop.js';
import { mentionPolicy } from '../../policy/mention.js';
import { moderatorPolicy } from '../../policy/moderator.js';
import { scenarioOrderPolicy } from '../../policy/scenario-order.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import {
  ADA,
  agent,
  closes,
  EVE,
  type FixtureOptions,
  framesUntil,
  logOf,
  ofType,
  OPERATOR,
  say,
  settled,
  start,
  textIn,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const ada: Participant = { participantId: 'ada', kind: 'user', displayName: 'Ada' };
const eve: Participant = { participantId: 'eve', kind: 'user', displayName: 'Eve' };
const bot: Participant = { participantId: 'bot', kind: 'agent', displayName: 'Bot' };
const cal: Participant = { participantId: 'cal', kind: 'agent', displayName: 'Cal' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };

interface Room {
  readonly api: ConversationApi;
  /** As Ada; whether it waits. */
  ada(text: string): Promise<boolean>;
  eve(text: string): Promise<boolean>;
  /** The open turn of the agent ends. */
  ends(): Promise<void>;
  said(): Promise<string[]>;
}

type Where = 'a runner of this process' | 'an agent that writes by commands';

/** A conversation in which the agent has the turn; its policy is the default one. */
async function room(
  where: Where,
  schedulingPolicy: SchedulingPolicy,
  { participants = [ada, eve, bot], ...metadata }: Partial<MethodParams<'createConversation'>> = {},
  options: FixtureOptions = {},
): Promise<Room> {
  const turns: PromiseWithResolvers<void>[] = [];
  const patient = agent(async function* ({ signal }) {
    const turn = Promise.withResolvers<void>();
    turns.push(turn);
    signal.addEventListener('abort', () => turn.resolve(), { once: true });
    await turn.promise;
    if (!signal.aborted)
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
  });
  const isHere = where === 'a runner of this process';
  const agents: FixtureOptions['agents'] = isHere ? { bot: patient } : {};
  const { orchestrator } = start(agents, { schedulingPolicy, ...options });
  const api = orchestrator.as(OPERATOR);
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants,
    startingParticipantId: 'bot',
    ...metadata,
  });
  if (isHere) await framesUntil(api, whole, ofType('execution_started'));
  else await orchestrator.as(BOT).call('sendMessage', say('Well:', { finality: 'none' }));
  await settled();
  const says = async (caller: Caller, text: string): Promise<boolean> => {
    const { queued } = await orchestrator.as(caller).call('sendMessage', say(text));
    await settled();
    return queued;
  };
  return {
    api,
    ada: (text) => says(ADA, text),
    eve: (text) => says(EVE, text),
    async ends() {
      if (isHere) turns.shift()?.resolve();
      else await orchestrator.as(BOT).call('sendMessage', say('Done.'));
      await settled();
    },
    said: async () => (await logOf(api)).filter(({ type, turn }) => type === 'message' && turn > 0).map(who),
  };
}

const who = (event: ConversationEvent): string => `${event.author}: ${textIn(event)}`;
const command = (clientRequestId: string) => ({ conversationId: 'c1', clientRequestId });
const record = (api: ConversationApi): Promise<MethodResult<'getConversation'>> =>
  api.call('getConversation', { conversationId: 'c1' });

describe.each<Where>(['a runner of this process', 'an agent that writes by commands'])(
  'messages that wait for %s',
  (where) => {
    it.each([
      ['people follow one another', scenarioOrderPolicy(), ['one', 'two', 'three']],
      ['each turn of an agent is read', humanInTheLoopPolicy(scenarioOrderPolicy()), ['one', 'two', 'three']],
      ['a person is named', mentionPolicy(), ['@eve, look.', '@eve, look again.', '@eve!']],
      ['nobody is named', { name: 'nobody', due: () => [] }, ['one', 'two', 'three']],
    ] as const)('are all taken up where %s', async (_why, policy, texts) => {
      const { ada: says, eve: others, ends, said } = await room(where, policy);
      for (const text of texts) expect(await says(text)).toBe(true);
      await ends();
      expect((await said()).slice(-4)).toEqual(['bot: Done.', ...texts.map((text) => `ada: ${text}`)]);
      expect(await says('Is anybody there, @eve?')).toBe(false);
      expect(await others('I am, @ada.')).toBe(false);
      expect((await said()).slice(-2)).toEqual(['ada: Is anybody there, @eve?', 'eve: I am, @ada.']);
    });

    it.each([
      ['alternation', alternationPolicy()],
      ['the first agent', firstComePolicy()],
      ['whom they name', mentionPolicy()],
      ['the agents alone', scenarioOrderPolicy({ order: ['bot'] })],
      ['a moderator', moderatorPolicy({ moderatorId: 'bot' })],
      ['a person who reads', humanInTheLoopPolicy(alternationPolicy())],
    ] as const)('get an answer each, by %s', async (_why, policy) => {
      const { ada: says, ends, said } = await room(where, policy);
      for (const text of ['one', 'two']) expect(await says(text)).toBe(true);
      await ends();
      expect((await said()).slice(-2)).toEqual(['bot: Done.', 'ada: one']);
      await ends();
      expect((await said()).slice(-2)).toEqual(['bot: Done.', 'ada: two']);
    });

    it('are taken up until an agent is due, and the rest after its turn', async () => {
      const { ada: says, eve: others, ends, said } = await room(where, mentionPolicy());
      await says('@eve, what is it?');
      await others('Ask @bot.');
      await says('Then @eve again.');
      await ends();
      expect((await said()).slice(-3)).toEqual(['bot: Done.', 'ada: @eve, what is it?', 'eve: Ask @bot.']);
      await ends();
      expect((await said()).slice(-2)).toEqual(['bot: Done.', 'ada: Then @eve again.']);
    });

    it('are taken up after a stop', async () => {
      const { api, ada: says, said } = await room(where, scenarioOrderPolicy());
      for (const text of ['one', 'two']) await says(text);
      await api.call('stop', { ...command('stop'), turn: 1, mode: 'hard' });
      await settled();
      expect((await said()).slice(-2)).toEqual(['ada: one', 'ada: two']);
      expect(await says('three')).toBe(false);
    });

    it('end a conversation that has had its turns', async () => {
      const { ada: says, ends, said, api } = await room(where, scenarioOrderPolicy(), { maxTurns: 3 });
      for (const text of ['one', 'two', 'three']) await says(text);
      await ends();
      expect((await said()).slice(-4)).toEqual(['bot: Done.', 'ada: one', 'ada: two', 'system: ']);
      expect((await logOf(api)).slice(-2)).toMatchObject([
        { type: 'queued_removed', payload: { reason: 'ended' } },
        { type: 'message', finality: 'conversation' },
      ]);
    });
  },
);

describe('messages that wait for an agent that has not begun', () => {
  /** `one` has been taken up, `two` and `three` wait, and the pause holds the agent back. */
  async function heldBack(participants = [ada, eve, bot]): Promise<Room> {
    const held = await room('a runner of this process', alternationPolicy(), { participants });
    for (const text of ['one', 'two', 'three']) await held.ada(text);
    await held.api.call('pause', command('pause'));
    await held.ends();
    expect((await held.said()).slice(-2)).toEqual(['bot: Done.', 'ada: one']);
    return held;
  }

  it('wait until the pause is over', async () => {
    const { api, ada: says, ends, said } = await heldBack();
    expect(await says('four')).toBe(true);
    expect((await said()).at(-1)).toBe('ada: one');
    await api.call('resume', command('resume'));
    await settled();
    for (const text of ['two', 'three', 'four']) {
      await ends();
      expect((await said()).slice(-2)).toEqual(['bot: Done.', `ada: ${text}`]);
    }
  });

  it('wait no more when it leaves', async () => {
    const { api, ada: says, said } = await heldBack();
    await api.call('changeRoster', { ...command('leave'), removed: ['bot'] });
    expect((await said()).slice(-3)).toEqual(['ada: one', 'ada: two', 'ada: three']);
    expect(await says('four')).toBe(false);
  });

  it('wait for the next one when it leaves', async () => {
    const { api, ada: says, said } = await heldBack([ada, bot, cal]);
    await api.call('changeRoster', { ...command('leave'), removed: ['bot'] });
    expect((await said()).at(-1)).toBe('ada: one');
    expect(await says('four')).toBe(true);
  });

  it('wait no more when a person is named instead, in the order in which they came', async () => {
    const { api, eve: others, said } = await heldBack();
    expect(await others('four')).toBe(true);
    await api.call('handOff', { ...command('hand'), to: 'eve' });
    expect((await said()).slice(-4)).toEqual(['ada: one', 'ada: two', 'ada: three', 'eve: four']);
    expect(await others('five')).toBe(false);
  });

  it('leave nobody waiting when they are cancelled', async () => {
    const { api, ada: says, said } = await heldBack();
    const waiting = (await logOf(api)).filter(({ type }) => type === 'message_queued').slice(1);
    for (const [index, { payload }] of waiting.entries()) {
      const { messageId } = payload as { messageId: string };
      await api.call('cancelQueued', { ...command(`cancel ${index}`), messageId });
    }
    expect(await says('four')).toBe(false);
    expect((await said()).slice(-2)).toEqual(['ada: one', 'ada: four']);
  });
});

describe('messages that wait for the turn of a person', () => {
  it('are taken up when it is cleared, also those of whoever is due again', async () => {
    const { orchestrator } = start();
    const [api, first, other] = [orchestrator.as(OPERATOR), orchestrator.as(ADA), orchestrator.as(EVE)];
    await api.call('createConversation', {
      ...command('create'),
      participants: [ada, eve, bot],
    });
    await other.call('sendMessage', say('Let me see', { finality: 'none' }));
    expect(await first.call('sendMessage', say('one'))).toMatchObject({ queued: true });
    await api.call('clearTurn', { ...command('clear'), turn: 1, agentId: 'eve' });
    expect(who((await logOf(api)).at(-1) as ConversationEvent)).toBe('ada: one');
    expect(await other.call('sendMessage', say('two'))).toMatchObject({ queued: false });
  });
});

describe('the runner of the turn that messages wait for', () => {
  it.each([
    ['one message', ['one'], false],
    ['several messages', ['one', 'two', 'three'], false],
    ['a message, at the end of a turn that is stopped,', ['one'], true],
  ])('is let go of as ever when %s is taken up', async (_what, texts, isStopped) => {
    const begun = Promise.withResolvers<void>();
    const ends = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const agents: FixtureOptions['agents'] = {
      bot: agent(async function* ({ signal }) {
        begun.resolve();
        await ends.promise;
        try {
          yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
        } finally {
          seen.push(signal.reason);
        }
      }),
    };
    const { orchestrator } = start(agents, { schedulingPolicy: { name: 'nobody', due: () => [] } });
    const api = orchestrator.as(ADA);
    await api.call('createConversation', {
      ...command('create'),
      participants: [ada, bot],
      startingParticipantId: 'bot',
    });
    await begun.promise;
    for (const text of texts) await api.call('sendMessage', say(text));
    if (isStopped) await api.call('stop', { ...command('stop'), turn: 1 });
    ends.resolve();
    await settled();
    expect(seen).toEqual([undefined]);
    expect((await logOf(api)).filter(({ type }) => type === 'message')).toHaveLength(1 + texts.length);
  });
});

describe('messages that nothing would take up', () => {
  /** After a turn of the agent, `one` is taken up, and `two` and `three` wait for its next turn. */
  async function left(metadata: object, next: FixtureOptions): Promise<ConversationApi> {
    const first = start({}, { schedulingPolicy: alternationPolicy() });
    const person = first.orchestrator.as(ADA);
    await person.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: [ada, bot],
      startingParticipantId: 'bot',
      ...metadata,
    });
    await first.orchestrator.as(BOT).call('sendMessage', say('Well:', { finality: 'none' }));
    for (const text of ['one', 'two', 'three']) await person.call('sendMessage', say(text));
    await first.orchestrator.as(BOT).call('sendMessage', say('Done.'));
    await first.orchestrator.close();
    return start({}, { store: first.store, ...next }).orchestrator.as(ADA);
  }

  it('are taken up when the conversation is opened: its policy was another one', async () => {
    const api = await left({}, { schedulingPolicy: { name: 'nobody', due: () => [] } });
    expect(await record(api)).toMatchObject({ conversationId: 'c1' });
    expect((await logOf(api)).slice(-3).map(who)).toEqual(['ada: one', 'ada: two', 'ada: three']);
    expect(await api.call('sendMessage', say('four'))).toMatchObject({ queued: false });
  });

  it('are taken up in time when the agent that is due runs nowhere any more', async () => {
    const api = await left({}, { schedulingPolicy: alternationPolicy(), idleTurnMs: 30 });
    const frames = await framesUntil(api, whole, closes(4));
    const said = frames.flatMap((frame) => (frame.kind === 'event' ? [who(frame.data)] : []));
    expect(said.slice(-2)).toEqual(['ada: two', 'ada: three']);
    expect(await api.call('sendMessage', say('four'))).toMatchObject({ queued: false });
  });

  it('are taken up so as long as the conversation may have turns', async () => {
    const api = await left({ maxTurns: 3 }, { schedulingPolicy: alternationPolicy(), idleTurnMs: 30 });
    const frames = await framesUntil(
      api,
      whole,
      ({ kind, data }) => kind === 'event' && data.finality === 'conversation',
    );
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.slice(-3).map(({ type, author }) => [type, author])).toEqual([
      ['message', 'ada'],
      ['queued_removed', 'system'],
      ['message', 'system'],
    ]);
  });
});
