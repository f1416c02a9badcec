import { type Caller, emptyState, foldEvents, type MethodParams, messageOf } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  create,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  visitor,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const card = (data: unknown) => ({
  type: 'card' as const,
  partId: 'c',
  card: { type: 'table', version: 1, data },
});

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `about-${++requests}` });

async function answered(options: Parameters<typeof start>[1] = {}) {
  const { orchestrator } = start({}, options);
  const ada = orchestrator.as(ADA);
  const bot = orchestrator.as(BOT);
  await create(ada);
  const { messageId: questionId } = await ada.call('sendMessage', say('one'));
  const { messageId } = await bot.call('sendMessage', say('', { parts: [card({ rows: [1] })] }));
  return { orchestrator, ada, bot, operator: orchestrator.as(OPERATOR), questionId, messageId };
}

const entryOf = async (api: ConversationApi, messageId: string) =>
  messageOf(foldEvents(emptyState('c1'), await logOf(api)).timeline, messageId);

describe('giveFeedback', () => {
  it('replaces what its author gave before, logs nothing for the same, and is taken back by null', async () => {
    const { ada, orchestrator, messageId } = await answered();
    const rate = (rest: Partial<MethodParams<'giveFeedback'>>) => ({
      ...command(),
      messageId,
      rating: 'up' as const,
      ...rest,
    });
    await ada.call('giveFeedback', rate({ comment: 'Nice.' }));
    const head = (await logOf(ada)).length;
    expect(await ada.call('giveFeedback', rate({ comment: 'Nice.' }))).toEqual({ seq: head });
    await orchestrator.as(visitor('c1')).call('giveFeedback', rate({ rating: 'down' }));
    expect((await entryOf(ada, messageId))?.feedback).toEqual([
      { author: 'ada', seq: head + 1, rating: 'down' },
    ]);
    await ada.call('sendMessage', say('bye', { finality: 'conversation' }));
    await ada.call('giveFeedback', rate({ rating: null }));
    expect(await entryOf(ada, messageId)).not.toHaveProperty('feedback');
    const last = (await logOf(ada)).length;
    expect(await ada.call('giveFeedback', rate({ rating: null, comment: 'x' }))).toEqual({ seq: last });
  });

  it('is about messages of agents that are there', async () => {
    const { ada, operator, questionId, messageId } = await answered();
    const rate = (id: string) => ada.call('giveFeedback', { ...command(), messageId: id, rating: 'up' });
    await expect(rate(questionId)).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(rate('nothing')).rejects.toMatchObject({ code: 'UnknownMessage' });
    await operator.call('eraseMessages', { ...command(), messageIds: [messageId] });
    await expect(rate(messageId)).rejects.toMatchObject({ code: 'UnknownMessage' });
  });
});

describe('patchCard', () => {
  const patch = (messageId: string, rest: Partial<MethodParams<'patchCard'>> = {}) => ({
    ...command(),
    messageId,
    partId: 'c',
    rev: 1,
    patch: [{ op: 'add' as const, path: '/data/rows/-', value: 2 }],
    ...rest,
  });

  it('changes the card for every reader, one revision after the other', async () => {
    const { ada, bot, operator, messageId } = await answered();
    await bot.call('patchCard', patch(messageId));
    await expect(operator.call('patchCard', patch(messageId))).rejects.toMatchObject({
      code: 'CasConflict',
      details: { expected: 1, actual: 2 },
    });
    await operator.call('patchCard', patch(messageId, { rev: 2 }));
    expect(await entryOf(ada, messageId)).toMatchObject({
      cardRevs: { c: 2 },
      message: { parts: [card({ rows: [1, 2, 2] })] },
    });
  });

  it('has one winner of several for a revision', async () => {
    const { operator, messageId } = await answered();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => operator.call('patchCard', patch(messageId))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each<[string, Partial<MethodParams<'patchCard'>>, string]>([
    ['a place that is not there', { patch: [{ op: 'remove', path: '/data/cells' }] }, 'InvalidMessage'],
    ['another type of card', { patch: [{ op: 'replace', path: '/type', value: 'chart' }] }, 'InvalidMessage'],
    ['what is no card', { patch: [{ op: 'remove', path: '/version' }] }, 'InvalidMessage'],
    ['a part that is none', { partId: 'd' }, 'InvalidMessage'],
    ['a message that is none', { messageId: 'nothing' }, 'UnknownMessage'],
    ['too much', { patch: [{ op: 'add', path: '/data/x', value: 'x'.repeat(400) }] }, 'PayloadTooLarge'],
    ['half an execution', { fence: 1 }, 'InvalidRequest'],
    ['an execution that is over', { executionId: 'e', fence: 1 }, 'StaleFence'],
  ])('refuses %s', async (_, rest, code) => {
    const { ada, bot, messageId } = await answered({ maxMessageBytes: 400 });
    const before = (await logOf(ada)).length;
    await expect(bot.call('patchCard', patch(messageId, rest))).rejects.toMatchObject({ code });
    expect(await logOf(ada)).toHaveLength(before);
  });

  it('bounds the card that many patches make, fields that are not known yet included', async () => {
    const { bot, messageId } = await answered({ maxMessageBytes: 400 });
    const grow = (rev: number) =>
      bot.call(
        'patchCard',
        patch(messageId, { rev, patch: [{ op: 'add', path: `/newer${rev}`, value: 'x'.repeat(150) }] }),
      );
    await grow(1);
    await expect(grow(2).then(() => grow(3))).rejects.toMatchObject({ code: 'PayloadTooLarge' });
  });

  it('refuses other agents, people, and whoever comes after the end', async () => {
    const { orchestrator, ada, bot, operator, messageId } = await answered();
    await operator.call('changeRoster', {
      ...command(),
      added: [{ participantId: 'spy', kind: 'agent', displayName: 'Spy' }],
    });
    const spy = orchestrator.as({ ...BOT, participantId: 'spy' });
    for (const api of [spy, ada]) {
      await expect(api.call('patchCard', patch(messageId))).rejects.toMatchObject({ code: 'Forbidden' });
    }
    await ada.call('sendMessage', say('bye', { finality: 'conversation' }));
    await expect(bot.call('patchCard', patch(messageId))).rejects.toMatchObject({
      code: 'ConversationEnded',
    });
  });
});

describe('addNote', () => {
  it('writes for those who are named, also after the end', async () => {
    const { ada, bot, operator } = await answered();
    await operator.call('addNote', { ...command(), text: 'for operators', audience: 'operators' });
    await ada.call('sendMessage', say('bye', { finality: 'conversation' }));
    await operator.call('addNote', { ...command(), text: 'for ada', audience: ['ada'] });
    const notes = async (api: ConversationApi) =>
      (await logOf(api)).filter((event) => event.type === 'note').map((event) => event.payload);
    expect(await notes(ada)).toEqual([{ text: 'for ada' }]);
    expect(await notes(bot)).toEqual([]);
    expect(await notes(operator)).toHaveLength(2);
    await expect(
      operator.call('addNote', { ...command(), text: 'x', audience: ['nobody'] }),
    ).rejects.toMatchObject({ code: 'InvalidAudience' });
    await expect(bot.call('addNote', { ...command(), text: 'x' })).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });
});

describe('handOff', () => {
  it('names who is next, of those who are there', async () => {
    const { ada, bot } = await answered();
    await bot.call('handOff', { ...command(), to: 'bot', reason: 'Not done yet.' });
    const frames = await framesUntil(
      ada,
      { ...whole, includeGuidance: true },
      ({ kind }) => kind === 'guidance',
    );
    expect(frames.at(-1)).toMatchObject({ data: { nextParticipantId: 'bot' } });
    await expect(ada.call('handOff', { ...command(), to: 'nobody' })).rejects.toMatchObject({
      code: 'NotOnRoster',
    });
    await ada.call('sendMessage', say('bye', { finality: 'conversation' }));
    await expect(ada.call('handOff', { ...command(), to: 'bot' })).rejects.toMatchObject({
      code: 'ConversationEnded',
    });
  });

  it('is not that of an agent whose turn another execution holds', async () => {
    const { ada, bot } = await answered();
    await ada.call('sendMessage', say('more'));
    const { executionId, fence } = await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' });
    await expect(bot.call('handOff', { ...command(), to: 'ada' })).rejects.toMatchObject({
      code: 'StaleFence',
    });
    await bot.call('handOff', { ...command(), to: 'ada', executionId, fence });
  });
});

describe('changeRoster', () => {
  const change = (rest: Partial<MethodParams<'changeRoster'>>) => ({ ...command(), ...rest });
  const eva = { participantId: 'eva', kind: 'user' as const, displayName: 'Eva' };

  it('lets participants come, change and leave, and logs nothing where nothing changes', async () => {
    const { operator, ada } = await answered();
    await operator.call('changeRoster', change({ added: [eva] }));
    await operator.call(
      'changeRoster',
      change({ added: [{ ...eva, displayName: 'Eva M.' }], removed: ['bot'] }),
    );
    const head = (await logOf(ada)).length;
    expect(await operator.call('changeRoster', change({ removed: ['nobody'] }))).toEqual({ seq: head });
    expect((await operator.call('getConversation', { conversationId: 'c1' })).participants).toEqual([
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { ...eva, displayName: 'Eva M.' },
    ]);
    await expect(ada.call('changeRoster', change({ added: [eva] }))).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });

  it.each<[string, Partial<MethodParams<'changeRoster'>>]>([
    ['two of one id', { added: [eva, eva] }],
    ['one that comes and leaves', { added: [eva], removed: ['eva'] }],
    ['the system', { removed: ['system'] }],
    ['a participant called as the system', { added: [{ ...eva, participantId: 'system' }] }],
    ['nobody left', { removed: ['ada', 'bot'] }],
  ])('refuses %s', async (_, rest) => {
    const { operator } = await answered();
    await expect(operator.call('changeRoster', change(rest))).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });

  it('keeps whoever has the open turn, and ends with the conversation', async () => {
    const { operator, ada, bot } = await answered();
    await ada.call('sendMessage', say('half', { finality: 'none' }));
    for (const rest of [
      { removed: ['ada'] },
      { added: [{ ...eva, participantId: 'ada', kind: 'agent' as const }] },
    ]) {
      await expect(operator.call('changeRoster', change(rest))).rejects.toMatchObject({
        code: 'TurnOpen',
        details: { owner: 'ada' },
      });
    }
    await operator.call('changeRoster', change({ removed: ['bot'] }));
    await expect(bot.call('getConversation', { conversationId: 'c1' })).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
    await ada.call('sendMessage', say('bye', { finality: 'conversation' }));
    await expect(operator.call('changeRoster', change({ added: [eva] }))).rejects.toMatchObject({
      code: 'ConversationEnded',
    });
  });

  it('takes along what waited for those who leave', async () => {
    const { operator, ada, bot, messageId, orchestrator } = await answered();
    const { seq } = await ada.call('invokeAction', { ...command(), messageId, actionId: 'explain' });
    await operator.call(
      'changeRoster',
      change({ added: [eva, { ...eva, participantId: 'max', kind: 'agent' }] }),
    );
    const max = orchestrator.as({ ...BOT, participantId: 'max' });
    await max.call('sendMessage', say('mine', { finality: 'none' }));
    const { messageId: waitingId } = await ada.call('sendMessage', say('waits'));
    await operator.call('changeRoster', change({ removed: ['ada', 'bot'] }));
    expect((await logOf(operator)).slice(-3)).toMatchObject([
      { type: 'queued_removed', payload: { messageId: waitingId } },
      { type: 'action_settled', payload: { actionSeq: seq, outcome: 'failed' } },
      { type: 'roster_changed', payload: { removed: ['ada', 'bot'] } },
    ]);
    await expect(bot.call('sendMessage', say('x'))).rejects.toMatchObject({ code: 'UnknownConversation' });
  });

  it('ends the subscriptions of those who leave', async () => {
    const { operator, ada } = await answered();
    let caughtUp = (): void => undefined;
    const isCaughtUp = new Promise<void>((resolve) => {
      caughtUp = resolve;
    });
    const watching = framesUntil(ada, whole, ({ kind }) => {
      if (kind === 'caught_up') caughtUp();
      return kind === 'bye';
    });
    await isCaughtUp;
    await operator.call('changeRoster', change({ added: [eva], removed: ['ada'] }));
    await operator.call('addNote', { ...command(), text: 'among us' });
    const frames = await watching;
    expect(frames.at(-1)).toMatchObject({
      kind: 'bye',
      data: { reason: 'removed', error: { code: 'UnknownConversation' } },
    });
    expect(JSON.stringify(frames)).not.toContain('among us');
  });
});
