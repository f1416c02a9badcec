import type { ConversationEvent } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  EVE,
  OPERATOR,
  visitor,
  PARTICIPANTS,
  echo,
  waiting,
  start,
  textIn,
  create,
  say,
  framesUntil,
  closes,
  ofType,
  logOf,
  whole,
} from '../../test-support/orchestrator-fixture.js';

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
        expect(result.reason).toMatchObject({ code: 'CasConflict', details: { expected: 0, actual: 3 } });
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
    expect(await logOf(api)).toHaveLength(3);
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

describe('a message that has to wait', () => {
  it('keeps what it replies to, and cannot end the conversation', async () => {
    const { orchestrator } = start({ bot: waiting() });
    const api = orchestrator.as(ADA);
    await create(api);
    const first = await api.call('sendMessage', say('One'));
    await framesUntil(api, whole, ofType('execution_started'));
    await expect(api.call('sendMessage', say('Bye', { finality: 'conversation' }))).rejects.toMatchObject({
      code: 'TurnOpen',
    });
    await api.call('sendMessage', say('Two', { replyTo: first.messageId }));
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const frames = await framesUntil(api, whole, closes(3));
    expect(frames.at(-1)?.data).toMatchObject({ payload: { replyTo: first.messageId } });
  });

  it('with a precondition does not wait, whatever waits already', async () => {
    const { orchestrator } = start({ bot: waiting() });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('One'));
    await framesUntil(api, whole, ofType('execution_started'));
    await expect(api.call('sendMessage', say('Two', { lastClosedSeq: 3 }))).rejects.toMatchObject({
      code: 'CasConflict',
    });
  });

  it('is refused when too much is waiting, and when it grows too large', async () => {
    const { orchestrator } = start({ bot: waiting() }, { maxMessageBytes: 1_000_000 });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('One'));
    await framesUntil(api, whole, ofType('execution_started'));
    const large = await api.call('sendMessage', say('x'.repeat(200_000)));
    await expect(api.call('sendMessage', say('y'.repeat(100_000)))).rejects.toMatchObject({
      code: 'RateLimited',
    });
    const edit = { conversationId: 'c1', messageId: large.messageId };
    const text = (body: string) => [{ type: 'text', partId: 'p1', text: body }];
    await expect(
      api.call('editQueued', { ...edit, clientRequestId: 'e1', parts: text('z'.repeat(300_000)) }),
    ).rejects.toMatchObject({ code: 'RateLimited' });
    await api.call('editQueued', { ...edit, clientRequestId: 'e2', parts: text('short') });
    for (let n = 1; n < 20; n++) await api.call('sendMessage', say(`waiting ${n}`));
    await expect(api.call('sendMessage', say('one more'))).rejects.toMatchObject({ code: 'RateLimited' });
  });

  it('of a visitor is text and nothing else, also after it was changed', async () => {
    const { orchestrator } = start({ bot: waiting() });
    await create(orchestrator.as(ADA));
    const api = orchestrator.as(visitor('c1'));
    const spoofed = [
      { type: 'text', partId: 'p1', text: 'Hi', citations: [{ marker: '1', title: 'Bank' }], x: 1 },
    ];
    await api.call('sendMessage', say('', { parts: spoofed }));
    await framesUntil(api, whole, ofType('execution_started'));
    const { messageId } = await api.call('sendMessage', say('Two'));
    const card = { type: 'card', partId: 'p1', card: { type: 'table', version: 1, data: {} } };
    const edit = { conversationId: 'c1', clientRequestId: 'e1', messageId };
    await expect(api.call('editQueued', { ...edit, parts: [card] })).rejects.toMatchObject({
      code: 'Forbidden',
    });
    const message = (await logOf(api)).find((event) => event.type === 'message');
    expect(message?.payload).toMatchObject({ parts: [{ type: 'text', partId: 'p1', text: 'Hi' }] });
    expect(JSON.stringify(message)).not.toContain('Bank');
  });
});

describe('one request id', () => {
  it('for two methods is a mismatch', async () => {
    const { orchestrator } = start({ bot: waiting() });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', { ...say('One'), clientRequestId: 'same' });
    await framesUntil(api, whole, ofType('execution_started'));
    await expect(
      api.call('stop', { conversationId: 'c1', clientRequestId: 'same', turn: 2 }),
    ).rejects.toMatchObject({
      code: 'IdempotencyMismatch',
    });
  });
});

describe('a conversation', () => {
  it('has nobody on its roster who passes as the system', async () => {
    const { orchestrator } = start();
    const participants = [{ participantId: 'system', kind: 'user' as const, displayName: 'Me' }];
    await expect(
      orchestrator.as(ADA).call('createConversation', { clientRequestId: 'r', participants }),
    ).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  it('is answered however many others are in use, and however few may be idle', async () => {
    const { orchestrator } = start({ bot: echo }, { maxIdleConversations: 0 });
    const api = orchestrator.as(ADA);
    await create(api, 'c2');
    const stay = new AbortController();
    const other = framesOf(api, 'c2', stay.signal);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    const frames = await framesUntil(api, whole, closes(2));
    expect(textIn(frames.at(-1)?.data as ConversationEvent)).toBe('You said: Hello');
    stay.abort();
    await other;
  });
});

async function framesOf(api: ConversationApi, conversationId: string, signal: AbortSignal): Promise<void> {
  for await (const frame of api.subscribe({ conversationId }, { signal })) {
    if (frame.kind === 'bye') return;
  }
}
