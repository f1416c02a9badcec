import {
  activePath,
  emptyState,
  foldEvents,
  inactiveTurns,
  newestTip,
  siblingsOf,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  agent,
  closes,
  create,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  textIn,
  visitor,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `branch-${++requests}` });

async function stateOf(api: ConversationApi) {
  return foldEvents(emptyState('c1'), await logOf(api));
}

async function pathOf(api: ConversationApi): Promise<string[]> {
  return activePath(await stateOf(api)).map(({ message }) => textIn({ payload: message } as never));
}

/** A conversation of one question and its answer. */
async function asked(agents = { bot: echo }) {
  const { orchestrator, store } = start(agents);
  const api = orchestrator.as(ADA);
  await create(api);
  const { messageId: questionId } = await api.call('sendMessage', say('one'));
  await framesUntil(api, whole, closes(2));
  const answerId = (await stateOf(api)).control.tipMessageId as string;
  return { orchestrator, store, api, questionId, answerId };
}

/** One with a question that waits for an agent which writes by commands. */
async function askedElsewhere() {
  const { orchestrator } = start();
  const api = orchestrator.as(ADA);
  const bot = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
  await create(api);
  const { messageId: questionId } = await api.call('sendMessage', say('one'));
  return { api, bot, questionId };
}

describe('a message with a parentId', () => {
  it('is an edit of the one that has the same parent, and goes on from there', async () => {
    const { api, questionId, answerId } = await asked();
    await api.call('sendMessage', say('edited', { parentId: null }));
    await framesUntil(api, whole, closes(4));
    expect(await pathOf(api)).toEqual(['edited', 'You said: edited']);
    const state = await stateOf(api);
    expect([...(state.timeline.children.get('') ?? [])]).toHaveLength(2);
    expect([...(state.timeline.children.get(questionId) ?? [])]).toEqual([answerId]);
    expect([...inactiveTurns(state)]).toEqual([1, 2]);
  });

  it('has the tip of the moment when it is logged, where none is given', async () => {
    const { api, answerId } = await asked();
    const { messageId } = await api.call('sendMessage', say('two'));
    const logged = (await stateOf(api)).timeline.places.get(messageId);
    expect((await stateOf(api)).timeline.entries.get(logged as number)).toMatchObject({
      message: { parentId: answerId },
    });
  });

  it.each(['parentId', 'replyTo'])('of no message is refused by its %s', async (field) => {
    const { api } = await asked();
    const before = (await logOf(api)).length;
    await expect(api.call('sendMessage', say('x', { [field]: 'nothing' }))).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
    expect(await logOf(api)).toHaveLength(before);
  });

  it('is refused during a turn', async () => {
    let started = (): void => undefined;
    const isStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    const { orchestrator } = start({ bot: waiting(() => started()) });
    const api = orchestrator.as(ADA);
    await create(api);
    const { messageId } = await api.call('sendMessage', say('one'));
    await isStarted;
    await expect(api.call('sendMessage', say('two', { parentId: messageId }))).rejects.toMatchObject({
      code: 'TurnOpen',
    });
    await expect(api.call('regenerate', { ...command(), messageId })).rejects.toMatchObject({
      code: 'TurnOpen',
    });
    await expect(api.call('selectBranch', { ...command(), tipMessageId: messageId })).rejects.toMatchObject({
      code: 'TurnOpen',
    });
    // The reply waits with the others.
    expect((await api.call('sendMessage', say('three', { replyTo: messageId }))).queued).toBe(true);
  });
});

describe('what changes the branch', () => {
  it('is refused while messages wait for a turn that is being written again', async () => {
    const { api, bot, questionId: messageId } = await askedElsewhere();
    await bot.call('sendMessage', say('half', { finality: 'none' }));
    await api.call('sendMessage', say('two'));
    await bot.call('clearTurn', { ...command(), turn: 2 });
    for (const call of [
      api.call('selectBranch', { ...command(), tipMessageId: messageId }),
      api.call('regenerate', { ...command(), messageId }),
      api.call('sendMessage', say('edited', { parentId: null })),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'TurnOpen' });
    }
  });

  it('takes nobody to a turn that was lost', async () => {
    const { api, bot } = await askedElsewhere();
    const { messageId } = await bot.call('sendMessage', say('half', { finality: 'none' }));
    await bot.call('clearTurn', { ...command(), turn: 2 });
    await expect(api.call('selectBranch', { ...command(), tipMessageId: messageId })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });

  it('takes the end of a branch as the protocol finds it: no attempt that was lost is among the branches', async () => {
    const { api, bot, questionId } = await askedElsewhere();
    const loses = async (turn: number) => {
      await bot.call('sendMessage', say('half', { finality: 'none' }));
      await bot.call('clearTurn', { ...command(), turn });
    };
    await loses(2);
    const { messageId: answerId } = await bot.call('sendMessage', say('whole'));
    expect(siblingsOf((await stateOf(api)).timeline, answerId)).toEqual([answerId]);

    await api.call('regenerate', { ...command(), messageId: answerId });
    await loses(4);
    const { timeline } = await stateOf(api);
    const tipMessageId = newestTip(timeline, questionId);
    await api.call('selectBranch', { ...command(), tipMessageId });
    expect(await pathOf(api)).toEqual(['one', 'whole']);
    expect(siblingsOf(timeline, answerId)).toEqual([answerId]);
  });
});

describe('regenerate', () => {
  it('has the whole turn of the agent written again, and keeps the other as a branch', async () => {
    let answers = 0;
    const steps = agent(async function* () {
      answers += 1;
      yield { type: 'message', parts: [{ type: 'text', text: `step ${answers}` }], finality: 'none' };
      yield { type: 'message', parts: [{ type: 'text', text: `answer ${answers}` }], finality: 'turn' };
    });
    const { api, questionId, answerId } = await asked({ bot: steps });
    expect(await pathOf(api)).toEqual(['one', 'step 1', 'answer 1']);
    const logged = await api.call('regenerate', { ...command(), messageId: answerId });
    await framesUntil(api, whole, closes(3));
    expect(await pathOf(api)).toEqual(['one', 'step 2', 'answer 2']);
    expect((await logOf(api))[logged.seq - 1]).toMatchObject({
      type: 'branch_selected',
      author: 'ada',
      payload: { tipMessageId: questionId, reason: 'regenerate', agentId: 'bot' },
    });

    await api.call('selectBranch', { ...command(), tipMessageId: answerId });
    expect(await pathOf(api)).toEqual(['one', 'step 1', 'answer 1']);
  });

  it('shows the agent the active path alone', async () => {
    const seen: string[][] = [];
    const bot = agent(async function* ({ events }) {
      seen.push(events.filter((event) => event.type === 'message').map(textIn));
      yield { type: 'message', parts: [{ type: 'text', text: `answer ${seen.length}` }], finality: 'turn' };
    });
    const { api, answerId } = await asked({ bot });
    await api.call('regenerate', { ...command(), messageId: answerId });
    await framesUntil(api, whole, closes(3));
    expect(seen).toEqual([['one'], ['one']]);
  });

  it('takes a turn that failed before it said anything, by the message that ended it', async () => {
    let isBroken = true;
    const bot = agent(async function* () {
      if (isBroken) throw new Error('The model is gone.');
      yield { type: 'message', parts: [{ type: 'text', text: 'now' }], finality: 'turn' };
    });
    const { api, answerId } = await asked({ bot });
    isBroken = false;
    await api.call('regenerate', { ...command(), messageId: answerId });
    await framesUntil(api, whole, closes(3));
    expect(await pathOf(api)).toEqual(['one', 'now']);
  });

  it('takes a turn that was stopped before its agent closed it, by what was said in it', async () => {
    const { api, bot, questionId } = await askedElsewhere();
    const { messageId } = await bot.call('sendMessage', say('half', { finality: 'none' }));
    await api.call('stop', { ...command(), turn: 2 });
    await api.call('regenerate', { ...command(), messageId });
    await bot.call('sendMessage', say('whole'));
    const state = await stateOf(api);
    expect(await pathOf(api)).toEqual(['one', 'whole']);
    expect(newestTip(state.timeline, questionId)).toBe(state.control.tipMessageId);
    // What was stopped stays as a version of it.
    expect(siblingsOf(state.timeline, messageId)).toEqual([messageId, state.control.tipMessageId]);
  });

  it('is refused for what a person wrote, and for what is off the active path', async () => {
    const { api, questionId, answerId } = await asked();
    await expect(api.call('regenerate', { ...command(), messageId: questionId })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
    await expect(api.call('regenerate', { ...command(), messageId: 'nothing' })).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
    await api.call('regenerate', { ...command(), messageId: answerId });
    await framesUntil(api, whole, closes(3));
    await expect(api.call('regenerate', { ...command(), messageId: answerId })).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
  });

  it('is a visitor’s in its own conversation only', async () => {
    const { orchestrator, answerId } = await asked();
    const own = orchestrator.as(visitor('c1'));
    await expect(
      orchestrator.as(visitor('c2')).call('regenerate', { ...command(), messageId: answerId }),
    ).rejects.toMatchObject({ code: 'UnknownConversation' });
    await own.call('regenerate', { ...command(), messageId: answerId });
    await framesUntil(own, whole, closes(3));
    await own.call('selectBranch', { ...command(), tipMessageId: answerId });
    expect((await stateOf(own)).control.tipMessageId).toBe(answerId);
  });

  it('is refused when the agent has left', async () => {
    const { orchestrator, api, answerId } = await asked();
    await orchestrator.as(OPERATOR).call('changeRoster', { ...command(), removed: ['bot'] });
    await expect(api.call('regenerate', { ...command(), messageId: answerId })).rejects.toMatchObject({
      code: 'NotOnRoster',
    });
  });
});

describe('selectBranch', () => {
  it('logs nothing for the branch that is selected, and knows its messages', async () => {
    const { api, answerId } = await asked();
    const before = (await logOf(api)).length;
    expect(await api.call('selectBranch', { ...command(), tipMessageId: answerId })).toEqual({ seq: before });
    expect(await logOf(api)).toHaveLength(before);
    await expect(api.call('selectBranch', { ...command(), tipMessageId: 'nothing' })).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
  });

  it('is done by one retry as by the first, and refused after the end', async () => {
    const { api, questionId, answerId } = await asked();
    const select = { ...command(), tipMessageId: questionId };
    const first = await api.call('selectBranch', select);
    expect(await api.call('selectBranch', select)).toEqual(first);
    await api.call('sendMessage', say('bye', { finality: 'conversation' }));
    for (const call of [
      api.call('selectBranch', { ...command(), tipMessageId: answerId }),
      api.call('regenerate', { ...command(), messageId: answerId }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'ConversationEnded' });
    }
  });
});
