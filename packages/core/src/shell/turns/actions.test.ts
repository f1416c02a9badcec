import type { Caller, MethodParams } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { HostAction } from '../../ports/action-handler.js';
import {
  ADA,
  agent,
  closes,
  create,
  EVE,
  framesUntil,
  logOf,
  mortal,
  ofType,
  OPERATOR,
  say,
  start,
  visitor,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const CARD = {
  type: 'card' as const,
  partId: 'card',
  card: { type: 'outbox', version: 1, data: {}, actions: [{ actionId: 'approve', label: 'Approve' }] },
};

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `action-${++requests}` });

/** Shows a card, then answers whatever is pressed. */
const dealer = agent(async function* ({ events }) {
  const pressed = events.some((event) => event.type === 'action_invoked');
  yield pressed
    ? { type: 'message', parts: [{ type: 'text', text: 'Because.' }], finality: 'turn' }
    : { type: 'message', parts: [{ type: 'card', card: CARD.card }], finality: 'turn' };
});

/** A conversation in which the agent has shown its card. */
async function dealt(options: Parameters<typeof start>[1] = {}, agents = { bot: dealer }) {
  const { orchestrator, store } = start(agents, options);
  const api = orchestrator.as(ADA);
  await create(api);
  const { messageId: questionId } = await api.call('sendMessage', say('deal'));
  if ('bot' in agents) await framesUntil(api, whole, closes(2));
  else await orchestrator.as(BOT).call('sendMessage', { ...command(), parts: [CARD] });
  const shown = (await logOf(api)).findLast((event) => event.type === 'message');
  const { messageId, parts } = shown?.payload as { messageId: string; parts: { partId: string }[] };
  const press = (rest: Partial<MethodParams<'invokeAction'>> = {}): MethodParams<'invokeAction'> => ({
    ...command(),
    messageId,
    partId: parts[0]?.partId ?? '',
    actionId: 'approve',
    ...rest,
  });
  return { orchestrator, store, api, questionId, messageId, press };
}

const only = async (api: ConversationApi, type: string) =>
  (await logOf(api)).filter((event) => event.type === type);

describe('an action', () => {
  it('makes the author of its message due, whose turn answers and settles it', async () => {
    const { api, press } = await dealt();
    const { seq } = await api.call('invokeAction', press({ payload: { rows: [1] } }));
    await framesUntil(api, whole, ofType('action_settled'));
    const log = await logOf(api);
    expect(log[seq - 1]).toMatchObject({
      type: 'action_invoked',
      author: 'ada',
      payload: { actionId: 'approve', agentId: 'bot', payload: { rows: [1] } },
    });
    expect(log.slice(seq).map((event) => event.type)).toEqual([
      'execution_started',
      'message',
      'action_settled',
    ]);
    expect(log[seq]).toMatchObject({ causedBy: seq });
    expect(log.at(-1)).toMatchObject({ payload: { actionSeq: seq, outcome: 'done' } });
  });

  it('is offered by its card, or is "explain", which everything has', async () => {
    const { api, press, questionId } = await dealt({ messageActions: ['pin'] }, {} as never);
    for (const rest of [
      { actionId: 'delete' },
      { partId: 'nothing' },
      { partId: 'nothing', actionId: 'explain' },
    ]) {
      await expect(api.call('invokeAction', press(rest))).rejects.toMatchObject({ code: 'UnknownAction' });
    }
    const { partId: _card, ...asMessage } = press();
    await expect(api.call('invokeAction', asMessage)).rejects.toMatchObject({ code: 'UnknownAction' });
    await expect(api.call('invokeAction', press({ messageId: 'nothing' }))).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
    expect(await only(api, 'action_invoked')).toEqual([]);
    for (const actionId of ['explain', 'pin']) {
      const { partId: _part, ...rest } = press({ actionId });
      await api.call('invokeAction', rest);
    }
    const { partId: _none, ...own } = press({ messageId: questionId, actionId: 'explain' });
    await api.call('invokeAction', own);
    expect((await only(api, 'action_invoked')).at(-1)?.payload).not.toHaveProperty('agentId');
  });

  it('is refused off the active path, after the end, when it is too large or one too many', async () => {
    const { api, press } = await dealt({ maxMessageBytes: 200 }, {} as never);
    await expect(api.call('invokeAction', press({ payload: 'x'.repeat(200) }))).rejects.toMatchObject({
      code: 'PayloadTooLarge',
    });
    for (let n = 0; n < 32; n++) await api.call('invokeAction', press());
    await expect(api.call('invokeAction', press())).rejects.toMatchObject({ code: 'RateLimited' });
    await api.call('sendMessage', say('anew', { parentId: null }));
    await expect(api.call('invokeAction', press())).rejects.toMatchObject({ code: 'UnknownMessage' });
    await api.call('sendMessage', say('bye', { finality: 'conversation' }));
    await expect(api.call('invokeAction', press())).rejects.toMatchObject({ code: 'ConversationEnded' });
  });

  it('is pressed by a visitor in its own conversation, and by nobody from outside', async () => {
    const { orchestrator, press } = await dealt({}, {} as never);
    await orchestrator.as(visitor('c1')).call('invokeAction', press());
    await expect(orchestrator.as(EVE).call('invokeAction', press())).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
  });

  it('is settled once, by whoever answers it or an operator, also after the end', async () => {
    const { orchestrator, api, press } = await dealt({}, {} as never);
    const { seq: actionSeq } = await api.call('invokeAction', press());
    const settle = () => ({ ...command(), actionSeq, outcome: 'done' as const, message: 'Sent.' });
    await orchestrator.as(OPERATOR).call('changeRoster', {
      ...command(),
      added: [{ participantId: 'spy', kind: 'agent', displayName: 'Spy' }],
    });
    const spy = orchestrator.as({ ...BOT, participantId: 'spy' });
    await expect(spy.call('settleAction', settle())).rejects.toMatchObject({ code: 'Forbidden' });
    const operator = orchestrator.as(OPERATOR);
    await expect(operator.call('settleAction', { ...settle(), actionSeq: 1 })).rejects.toMatchObject({
      code: 'UnknownAction',
    });
    await api.call('sendMessage', say('bye', { finality: 'conversation' }));
    await orchestrator.as(BOT).call('settleAction', settle());
    const head = (await logOf(api)).length;
    expect(await operator.call('settleAction', settle())).toEqual({ seq: head });
    expect(await only(api, 'action_settled')).toHaveLength(1);
  });
});

describe('the host’s own handler of actions', () => {
  it('is told what was pressed, and settles it; no agent is due', async () => {
    const asked: HostAction[] = [];
    const { orchestrator, api, press, messageId } = await dealt({
      onAction: async (action) => {
        asked.push(action);
        return { outcome: 'declined', message: 'Not today.' };
      },
    });
    const { seq } = await api.call('invokeAction', press({ payload: 7 }));
    await framesUntil(api, whole, ofType('action_settled'));
    expect(asked).toEqual([
      {
        tenant: 'default',
        conversationId: 'c1',
        actionSeq: seq,
        author: 'ada',
        messageId,
        partId: expect.any(String) as string,
        actionId: 'approve',
        payload: 7,
        card: CARD.card,
      },
    ]);
    expect((await logOf(api)).slice(seq)).toMatchObject([
      { type: 'action_settled', author: 'system', payload: { actionSeq: seq, outcome: 'declined' } },
    ]);
    await orchestrator.close();
  });

  it('leaves an action to the agent, which is due from then on and not before', async () => {
    let leave = (): void => undefined;
    const left = new Promise<null>((resolve) => {
      leave = () => resolve(null);
    });
    const { api, press } = await dealt({ onAction: () => left });
    const { seq } = await api.call('invokeAction', press());
    const guided = await framesUntil(
      api,
      { conversationId: 'c1', includeGuidance: true },
      ({ kind }) => kind === 'guidance',
    );
    expect(guided.at(-1)).toMatchObject({ data: { nextParticipantId: 'ada' } });
    leave();
    await framesUntil(api, whole, ofType('action_settled'));
    expect((await logOf(api)).slice(seq).map((event) => event.type)).toEqual([
      'handoff',
      'execution_started',
      'message',
      'action_settled',
    ]);
  });

  it('settles what it fails at, and declines what nobody would answer', async () => {
    const { api, press, questionId } = await dealt({
      onAction: async ({ actionId }) => {
        if (actionId === 'approve') throw new Error('The mail server is away.');
        return null;
      },
    });
    await api.call('invokeAction', press());
    await framesUntil(api, whole, ofType('action_settled'));
    const { partId: _part, ...own } = press({ messageId: questionId, actionId: 'explain' });
    const { seq } = await api.call('invokeAction', own);
    await framesUntil(api, { conversationId: 'c1', cursor: String(seq) }, ofType('action_settled'));
    expect((await only(api, 'action_settled')).map(({ payload }) => payload)).toMatchObject([
      { outcome: 'failed' },
      { outcome: 'declined' },
    ]);
    expect(JSON.stringify(await logOf(api))).not.toContain('mail server');
  });

  it('is asked again after a restart about what nobody settled', async () => {
    const durable = createMemoryEventStore();
    const dying = mortal(durable);
    let isAsked = (): void => undefined;
    const wasAsked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { api, press } = await dealt({
      store: dying.store,
      onAction: () => {
        isAsked();
        return new Promise(() => undefined);
      },
    });
    const { seq } = await api.call('invokeAction', press());
    await wasAsked;
    dying.die();
    let askAgain = (_seq: number): void => undefined;
    const askedAgain = new Promise<number>((resolve) => {
      askAgain = resolve;
    });
    const next = start(
      { bot: dealer },
      {
        store: durable,
        onAction: async ({ actionSeq }) => {
          askAgain(actionSeq);
          return { outcome: 'done' };
        },
      },
    );
    await next.orchestrator.start();
    // Nobody has opened the conversation.
    expect(await askedAgain).toBe(seq);
    await framesUntil(next.orchestrator.as(ADA), whole, ofType('action_settled'));
    expect(await only(next.orchestrator.as(ADA), 'action_settled')).toHaveLength(1);
  });

  it('is left alone by other nodes for the length of a lease, then asked by one of them', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    // As a store of several processes says that it is one.
    const shared = Object.assign(Object.create(store) as typeof store, { claimRunnable: async () => [] });
    const bound = new Proxy(shared, {
      get(target, key: keyof typeof store) {
        const member = key === 'claimRunnable' ? target[key] : store[key];
        return typeof member === 'function' ? member.bind(store) : member;
      },
    });
    const asked: string[] = [];
    const handler = (node: string) => async () => {
      asked.push(node);
      return node === 'here' ? new Promise<never>(() => undefined) : { outcome: 'done' as const };
    };
    const { api, press } = await dealt({ store: bound, clock, onAction: handler('here') });
    await api.call('invokeAction', press());
    const there = start({}, { store: bound, clock, onAction: handler('there') }).orchestrator.as(ADA);
    await there.call('getConversation', { conversationId: 'c1' });
    expect(asked).toEqual(['here']);
    clock.advance(15_000);
    await framesUntil(there, whole, ofType('action_settled'));
    expect(asked).toEqual(['here', 'there']);
  });
});
