import type { MethodParams, Participant } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { firstComePolicy } from '../../policy/first-come.js';
import { mentionPolicy } from '../../policy/mention.js';
import { moderatorPolicy } from '../../policy/moderator.js';
import { scenarioOrderPolicy } from '../../policy/scenario-order.js';
import {
  ADA,
  agent,
  closes,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  textIn,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';
import type { Logger } from '../../ports/environment.js';

const ada: Participant = { participantId: 'ada', kind: 'user', displayName: 'Ada' };
const bot: Participant = { participantId: 'bot', kind: 'agent', displayName: 'Bot' };
const cal: Participant = { participantId: 'cal', kind: 'agent', displayName: 'Cal' };

const says = (text: string) =>
  agent(async function* () {
    yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
  });

type Metadata = Partial<MethodParams<'createConversation'>>;
const create = (api: ConversationApi, metadata: Metadata) =>
  api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants: [ada, bot, cal],
    ...metadata,
  });

describe('a conversation', () => {
  it('of agents goes round until it has had its turns, and ends with the reason', async () => {
    const { orchestrator } = start(
      { bot: says('Ping.'), cal: says('Pong.') },
      { schedulingPolicies: [scenarioOrderPolicy()] },
    );
    const api = orchestrator.as(OPERATOR);
    await create(api, {
      participants: [bot, cal],
      maxTurns: 5,
      schedulingPolicy: 'scenario-order',
      custom: { autoRun: true },
    });
    await framesUntil(
      api,
      whole,
      (frame) => frame.kind === 'event' && frame.data.finality === 'conversation',
    );
    const messages = (await logOf(api)).filter((event) => event.type === 'message');
    expect(messages.map(({ author }) => author)).toEqual(['bot', 'cal', 'bot', 'cal', 'bot', 'system']);
    expect(messages.at(-1)?.payload).toMatchObject({
      parts: [],
      outcome: { status: 'truncated', reason: { code: 'max_turns', retryable: false } },
    });
    expect(messages.filter(({ finality }) => finality === 'conversation')).toHaveLength(1);
  });

  it('begins with the agent that is to begin', async () => {
    const { orchestrator } = start({ bot: says('Hello, I begin.'), cal: echo });
    const api = orchestrator.as(ADA);
    await expect(create(api, { startingParticipantId: 'eve' })).rejects.toMatchObject({
      code: 'InvalidRequest',
      details: { path: 'startingParticipantId' },
    });
    await expect(create(api, { schedulingPolicy: 'eve' })).rejects.toMatchObject({
      code: 'InvalidRequest',
      details: { path: 'schedulingPolicy', known: ['alternation'] },
    });
    await create(api, { startingParticipantId: 'bot' });
    await framesUntil(api, whole, closes(1));
    expect(textIn((await logOf(api)).findLast(({ type }) => type === 'message'))).toBe('Hello, I begin.');
  });

  it('lets an agent name the next one', async () => {
    const { orchestrator } = start(
      { bot: says('I ask @cal.'), cal: says('Here I am.') },
      { schedulingPolicies: [mentionPolicy()] },
    );
    const api = orchestrator.as(ADA);
    await create(api, { schedulingPolicy: 'mention' });
    await api.call('sendMessage', say('Hello.'));
    await framesUntil(api, whole, closes(3));
    const authors = (await logOf(api)).filter(({ type }) => type === 'message').map(({ author }) => author);
    expect(authors).toEqual(['ada', 'bot', 'cal']);
  });

  it('lets a moderator choose who answers, again and again, until it leaves it to the person', async () => {
    const dee: Participant = { participantId: 'dee', kind: 'agent', displayName: 'Dee' };
    const moderator = agent(async function* ({ events, control, turn }) {
      const last = events.findLast(({ type }) => type === 'message');
      const named = turn.participants.find(({ displayName }) => textIn(last).includes(`ask ${displayName}`));
      if (named !== undefined) {
        // The last word counts.
        await control.handOff('ada');
        await control.handOff(named.participantId, 'It was asked for.');
        await expect(control.handOff('eve')).rejects.toMatchObject({ code: 'NotOnRoster' });
      }
      const text = named === undefined ? 'That is all.' : `${named.displayName}, please.`;
      yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
    });
    const { orchestrator } = start(
      { bot: moderator, cal: says('Then ask Dee.'), dee: says('I do not know.') },
      { schedulingPolicy: moderatorPolicy({ moderatorId: 'bot' }) },
    );
    const api = orchestrator.as(ADA);
    await create(api, { participants: [ada, cal, dee, bot] });
    await api.call('sendMessage', say('What is it? Do ask Cal.'));
    await framesUntil(api, whole, closes(6));
    const log = await logOf(api);
    expect(log.filter(({ type }) => type === 'message').map((one) => [one.author, textIn(one)])).toEqual([
      ['ada', 'What is it? Do ask Cal.'],
      ['bot', 'Cal, please.'],
      ['cal', 'Then ask Dee.'],
      ['bot', 'Dee, please.'],
      ['dee', 'I do not know.'],
      ['bot', 'That is all.'],
    ]);
    const chosen = log.filter(({ type }) => type === 'handoff');
    expect(chosen.map(({ author, payload }) => [author, (payload as { to: string }).to])).toEqual([
      ['bot', 'ada'],
      ['bot', 'cal'],
      ['bot', 'ada'],
      ['bot', 'dee'],
    ]);
    expect(chosen.at(-1)).toMatchObject({ payload: { reason: 'It was asked for.' } });
    expect(await api.call('runToCompletion', { conversationId: 'c1' })).toMatchObject({ status: 'waiting' });
  });

  it('does not go by whom a moderator had chosen in a turn that was lost', async () => {
    const store = createMemoryEventStore();
    const schedulingPolicy = moderatorPolicy({ moderatorId: 'bot' });
    const chosen = Promise.withResolvers<void>();
    const unfinished = agent(async function* ({ control, signal }) {
      await control.handOff('cal');
      chosen.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      yield* [];
    });
    const first = start({ bot: unfinished, cal: says('It is I.') }, { store, schedulingPolicy });
    await create(first.orchestrator.as(ADA), { participants: [ada, cal, bot] });
    await first.orchestrator.as(ADA).call('sendMessage', say('What is it?'));
    await chosen.promise;
    await first.orchestrator.close();
    const agents = { bot: says('That is all.'), cal: says('It is I.') };
    const { orchestrator } = start(agents, { store, schedulingPolicy });
    await orchestrator.start();
    const api = orchestrator.as(ADA);
    await framesUntil(api, whole, closes(3));
    expect(await api.call('runToCompletion', { conversationId: 'c1' })).toMatchObject({ status: 'waiting' });
    const messages = (await logOf(api)).filter(({ type }) => type === 'message');
    expect(messages.map(({ author }) => author)).toEqual(['ada', 'bot']);
  });

  it('gives the turn to the first of several nodes whose agents may answer', async () => {
    const { store, orchestrator } = start(
      { bot: says('I was first.') },
      { schedulingPolicy: firstComePolicy() },
    );
    const other = start({ cal: says('No, I was.') }, { store, schedulingPolicy: firstComePolicy() });
    await create(orchestrator.as(ADA), {});
    // Both have it in memory, and both look for work when they hear of the message.
    await other.orchestrator.as(ADA).call('getConversation', { conversationId: 'c1' });
    await orchestrator.as(ADA).call('sendMessage', say('Who is there?'));
    await other.orchestrator.as(ADA).call('getEvents', { conversationId: 'c1' });
    await framesUntil(orchestrator.as(ADA), whole, closes(2));
    const answers = (await logOf(orchestrator.as(ADA))).filter(
      ({ type, author }) => type === 'message' && author !== 'ada',
    );
    expect(answers).toHaveLength(1);
  });
});

describe('an agent whose turn is to be written again', () => {
  it('does not come back when it has been removed, least of all where nobody may start', async () => {
    let runs = 0;
    const began = Promise.withResolvers<void>();
    const slow = agent(async function* (input) {
      runs += 1;
      yield* waiting(() => began.resolve()).run(input);
    });
    const { orchestrator } = start({ bot: slow });
    const api = orchestrator.as(OPERATOR);
    await create(api, { participants: [ada, bot] });
    await orchestrator.as(ADA).call('sendMessage', say('Hello.'));
    await began.promise;
    const request = (clientRequestId: string) => ({ conversationId: 'c1', clientRequestId });
    await api.call('pause', request('pause'));
    await api.call('clearTurn', { ...request('clear'), turn: 2, agentId: 'bot' });
    await api.call('changeRoster', { ...request('remove'), removed: ['bot'] });
    const { status } = await api.call('runToCompletion', { conversationId: 'c1', timeoutMs: 2_000 });
    expect([status, runs]).toEqual(['waiting', 1]);
    expect((await logOf(api)).filter(({ type }) => type === 'execution_started')).toHaveLength(1);
  });
});

describe('a message that waits for a turn that is to be written again', () => {
  it('waits no more when the agent whose turn that is has been removed', async () => {
    const began = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(() => began.resolve()) });
    const api = orchestrator.as(OPERATOR);
    const person = orchestrator.as(ADA);
    await create(api, { participants: [ada, bot] });
    await person.call('sendMessage', say('Hello.'));
    await began.promise;
    for (const text of ['And this.', 'And that.']) {
      expect(await person.call('sendMessage', say(text))).toMatchObject({ queued: true });
    }
    const request = (clientRequestId: string) => ({ conversationId: 'c1', clientRequestId });
    await api.call('pause', request('pause'));
    await api.call('clearTurn', { ...request('clear'), turn: 2, agentId: 'bot' });
    await api.call('changeRoster', { ...request('remove'), removed: ['bot'] });
    expect(await person.call('sendMessage', say('Is anybody there?'))).toMatchObject({ queued: false });
    const said = (await logOf(api)).filter(({ type }) => type === 'message').map(textIn);
    expect(said).toEqual(['Hello.', 'And this.', 'And that.', 'Is anybody there?']);
  });
});

describe('a conversation without a person', () => {
  const alone = { participants: [bot, cal], maxTurns: 4, schedulingPolicy: 'scenario-order' };
  const agents = { bot: says('Ping.'), cal: says('Pong.') };
  const options = { schedulingPolicies: [scenarioOrderPolicy()] };

  it('waits until it is run to its completion', async () => {
    const { orchestrator } = start(agents, options);
    const api = orchestrator.as(OPERATOR);
    await create(api, alone);
    await api.call('getConversation', { conversationId: 'c1' });
    expect(await logOf(api)).toHaveLength(1);
    const done = await api.call('runToCompletion', { conversationId: 'c1' });
    expect(done).toEqual({ status: 'ended', head: (await logOf(api)).length });
    expect((await logOf(api)).at(-1)).toMatchObject({ finality: 'conversation' });
  });

  it('goes on by itself after a restart while that is not long ago', async () => {
    const clock = createManualClock();
    const before = start({}, { ...options, clock });
    await create(before.orchestrator.as(OPERATOR), { ...alone, custom: { autoRun: true, mine: 1 } });
    await before.orchestrator.close();
    clock.advance(21_600_000);
    const after = start(agents, { ...options, clock, store: before.store });
    await after.orchestrator.start();
    const api = after.orchestrator.as(OPERATOR);
    await framesUntil(
      api,
      whole,
      (frame) => frame.kind === 'event' && frame.data.finality === 'conversation',
    );
  });

  it('loses a stale autoRun, and nothing else, and then stays as it is', async () => {
    const clock = createManualClock();
    const before = start({}, { ...options, clock });
    await create(before.orchestrator.as(OPERATOR), { ...alone, custom: { autoRun: true, mine: 1 } });
    await before.orchestrator.close();
    clock.advance(21_600_001);
    const after = start(agents, { ...options, clock, store: before.store });
    await after.orchestrator.start();
    const log = await logOf(after.orchestrator.as(OPERATOR));
    expect(log.map(({ type }) => type)).toEqual(['created', 'updated']);
    expect(log[1]).toMatchObject({ author: 'system', payload: { custom: { mine: 1 } } });
  });
});

describe('a policy that throws', () => {
  const broken = {
    name: 'broken',
    due: (): readonly string[] => {
      throw new Error('Broken.');
    },
  };

  it('starts nobody, and who writes is not to blame: it is logged once for each state', async () => {
    const logged: unknown[] = [];
    const logger: Logger = { log: (level, message, fields) => void logged.push([level, message, fields]) };
    const { orchestrator } = start({ bot: echo }, { schedulingPolicies: [broken], logger });
    const api = orchestrator.as(ADA);
    await create(api, { schedulingPolicy: 'broken' });
    const seen = logged.length;
    await expect(api.call('sendMessage', say('Hello.'))).resolves.toMatchObject({ seq: 3 });
    await framesUntil(api, { ...whole, includeGuidance: true }, ({ kind }) => kind === 'guidance');
    expect((await logOf(api)).at(-1)).toMatchObject({ author: 'ada' });
    expect(logged.slice(seen)).toEqual([
      ['error', expect.stringContaining('policy'), expect.objectContaining({ policy: 'broken' })],
    ]);
  });

  it('lets a conversation with a watchdog be opened', async () => {
    const { orchestrator, store } = start({}, { schedulingPolicy: { ...broken, due: () => [] } });
    await create(orchestrator.as(ADA), { watchdogMs: 60_000 });
    await orchestrator.as(ADA).call('sendMessage', say('Hello.'));
    const later = start({ bot: echo }, { store, schedulingPolicy: broken });
    const api = later.orchestrator.as(ADA);
    expect(await api.call('getConversation', { conversationId: 'c1' })).toMatchObject({
      conversationId: 'c1',
    });
  });
});

describe('runToCompletion', () => {
  it('ends when a person is due, and when the time is up', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api, {});
    await api.call('sendMessage', say('Hello.'));
    expect(await api.call('runToCompletion', { conversationId: 'c1' })).toMatchObject({ status: 'waiting' });
    await orchestrator.close();
    const slow = start({ bot: waiting() });
    const other = slow.orchestrator.as(ADA);
    await create(other, {});
    await other.call('sendMessage', say('Hello.'));
    const answer = await other.call('runToCompletion', { conversationId: 'c1', timeoutMs: 20 });
    expect(answer.status).toBe('timeout');
  });
});

describe('an agent that is hosted elsewhere', () => {
  it('is not run here, whatever runners there are', async () => {
    const { orchestrator } = start({ bot: echo, cal: echo });
    const api = orchestrator.as(ADA);
    await create(api, { participants: [ada, { ...bot, hosting: 'external' }] });
    await api.call('sendMessage', say('Hello.'));
    const answer = await api.call('runToCompletion', { conversationId: 'c1', timeoutMs: 20 });
    expect(answer.status).toBe('timeout');
    expect((await logOf(api)).at(-1)).toMatchObject({ author: 'ada' });
  });
});
