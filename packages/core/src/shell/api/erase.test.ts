import { AgentChatError, type MethodParams } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createAttachments } from '../../attachments/create-attachments.js';
import { createMemoryBlobStore } from '../../memory/memory-blob-store.js';
import { createMemoryDraftStore } from '../../memory/memory-draft-store.js';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { createMemoryRecordStore } from '../../memory/memory-record-store.js';
import type { EventStore } from '../../ports/event-store.js';
import {
  ADA,
  closes,
  create,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { createLocalBus } from '../local-bus.js';
import { randomIds } from '../platform.js';

let requests = 0;
const erase = (...messageIds: string[]): MethodParams<'eraseMessages'> => ({
  conversationId: 'c1',
  clientRequestId: `erase-${++requests}`,
  messageIds,
});

const textOf = async (api: ConversationApi): Promise<string> => JSON.stringify(await logOf(api));

/** A store whose next call of `method` fails before it does anything. */
function failing(store: EventStore): { store: EventStore; failNext(method: keyof EventStore): void } {
  let failed: keyof EventStore | null = null;
  return {
    failNext: (method) => {
      failed = method;
    },
    store: new Proxy(store, {
      get(target, key: keyof EventStore) {
        const member = target[key];
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (failed !== key) return (member as (...all: unknown[]) => unknown).apply(target, args);
          failed = null;
          return Promise.reject(new AgentChatError('Unavailable', 'The store is away.'));
        };
      },
    }),
  };
}

describe('a reader who is behind', () => {
  it('is sent nothing of what was erased before it came to it', async () => {
    const { orchestrator } = start({});
    const api = orchestrator.as(OPERATOR);
    await create(api);
    const ada = orchestrator.as(ADA);
    const sent: string[] = [];
    for (let n = 0; n < 150; n++) {
      sent.push((await ada.call('sendMessage', say(`secret ${n}`, { finality: 'turn' }))).messageId);
    }
    const reading = ada.subscribe(whole)[Symbol.asyncIterator]();
    // The page that this one stands on holds the next ones too.
    for (let taken = 0; taken < 5; taken++) await reading.next();
    const messageIds = sent.slice(5, 12);
    await api.call('eraseMessages', { conversationId: 'c1', clientRequestId: 'erase', messageIds });
    const rest: unknown[] = [];
    for (;;) {
      const { value } = await reading.next();
      rest.push(value);
      if (value?.kind === 'caught_up') break;
    }
    await reading.return?.();
    const texts = JSON.stringify(rest);
    expect(texts).toContain('"secret 12"');
    for (let n = 5; n < 12; n++) expect(texts).not.toContain(`"secret ${n}"`);
  });
});

describe('eraseMessages', () => {
  it('is done once, also when it is asked for again, and takes earlier answers with it', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    const message = say('a secret');
    const { messageId } = await api.call('sendMessage', message);
    await framesUntil(api, whole, closes(2));
    const operator = orchestrator.as(OPERATOR);
    const command = erase(messageId);
    const first = await operator.call('eraseMessages', command);
    const head = (await logOf(api)).length;
    expect(await operator.call('eraseMessages', command)).toEqual(first);
    // Nothing is left to erase.
    expect(await operator.call('eraseMessages', erase(messageId))).toEqual({ seq: head, seqs: [] });
    expect(await logOf(api)).toHaveLength(head);
    await expect(api.call('sendMessage', message)).rejects.toMatchObject({
      code: 'IdempotencyMismatch',
      details: { erased: true },
    });
  });

  it('leaves what the agent answered, unless that is named too', async () => {
    const { orchestrator } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    const { messageId } = await api.call('sendMessage', say('a secret'));
    await framesUntil(api, whole, closes(2));
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(messageId));
    expect(await textOf(api)).toContain('You said: a secret');
    const answer = (await logOf(api)).findLast((event) => event.type === 'message');
    const { messageId: answerId } = answer?.payload as { messageId: string };
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(answerId));
    expect(await textOf(api)).not.toContain('secret');
  });

  it('takes a message that waits out of the queue first', async () => {
    let started = (): void => undefined;
    const isStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    const { orchestrator } = start({ bot: waiting(() => started()) });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('hello'));
    await isStarted;
    const { messageId } = await api.call('sendMessage', say('a secret'));
    await api.call('editQueued', { ...say('another secret'), messageId });
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(messageId));
    expect(await textOf(api)).not.toContain('secret');
    expect((await logOf(api)).slice(-2).map((event) => event.type)).toEqual(['queued_removed', 'erased']);
  });

  it('is refused while the turn of the message is open, and for no message', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    const { messageId } = await api.call('sendMessage', say('first half', { finality: 'none' }));
    const operator = orchestrator.as(OPERATOR);
    await expect(operator.call('eraseMessages', erase(messageId))).rejects.toMatchObject({
      code: 'TurnOpen',
      details: { turn: 1, owner: 'ada' },
    });
    await expect(operator.call('eraseMessages', erase('nothing'))).rejects.toMatchObject({
      code: 'UnknownMessage',
    });
    await expect(api.call('eraseMessages', erase(messageId))).rejects.toMatchObject({ code: 'Forbidden' });
    expect(await textOf(api)).toContain('first half');
  });

  it.each(['erase', 'append'] as const)(
    'is done to its end by a retry when the store fails at its %s',
    async (method) => {
      const { store, failNext } = failing(createMemoryEventStore());
      const { orchestrator } = start({}, { store });
      const api = orchestrator.as(ADA);
      await create(api);
      const { messageId } = await api.call('sendMessage', say('a secret'));
      const operator = orchestrator.as(OPERATOR);
      const command = erase(messageId);
      failNext(method);
      await expect(operator.call('eraseMessages', command)).rejects.toMatchObject({ code: 'Unavailable' });
      // Where the store has forgotten, so has this node: readers see what it would read.
      const [, snapshot] = await framesUntil(
        api,
        { conversationId: 'c1' },
        ({ kind }) => kind === 'caught_up',
      );
      expect(JSON.stringify([snapshot, await textOf(api)]).includes('secret')).toBe(method === 'erase');

      expect((await operator.call('eraseMessages', command)).seqs).toEqual([3]);
      expect((await logOf(api)).at(-1)).toMatchObject({ type: 'erased', payload: { seqs: [3] } });
      expect(await textOf(api)).not.toContain('secret');
    },
  );

  it('is heard of by another node that had the message in its memory', async () => {
    const store = createMemoryEventStore();
    const bus = createLocalBus();
    const [here, there] = [start({}, { store, bus }), start({}, { store, bus })];
    const api = here.orchestrator.as(ADA);
    await create(api);
    const { messageId } = await api.call('sendMessage', say('a secret'));
    const other = there.orchestrator.as(ADA);
    const caughtUp = await framesUntil(other, whole, ({ kind }) => kind === 'caught_up');
    expect(JSON.stringify(caughtUp)).toContain('a secret');
    const erased = framesUntil(other, { conversationId: 'c1', cursor: '2' }, ({ kind }) => kind === 'event');
    await here.orchestrator.as(OPERATOR).call('eraseMessages', erase(messageId));
    await erased;
    for (const params of [whole, { conversationId: 'c1' }]) {
      const frames = await framesUntil(other, params, ({ kind }) => kind === 'caught_up');
      expect(JSON.stringify(frames)).not.toContain('secret');
    }
  });

  it('deletes the files that no other message shows', async () => {
    const attachments = createAttachments({
      blobs: createMemoryBlobStore(),
      records: createMemoryRecordStore(),
      clock: createManualClock(),
      ids: randomIds(),
    });
    const { orchestrator } = start({}, { attachments });
    const api = orchestrator.as(ADA);
    await create(api);
    const [own, shared] = await Promise.all(
      ['own', 'shared'].map((name) =>
        attachments.put({
          tenant: 'default',
          conversationId: 'c1',
          name: `${name}.txt`,
          contentType: 'text/plain',
          bytes: new TextEncoder().encode(name),
          createdBy: 'ada',
        }),
      ),
    );
    const part = (partId: string, record: typeof own) => ({
      type: 'attachment',
      partId,
      attachmentId: record?.attachmentId ?? '',
      name: 'x',
      contentType: 'text/plain',
    });
    const { messageId } = await api.call(
      'sendMessage',
      say('', { parts: [part('p1', own), part('p2', shared)] }),
    );
    const second = await api.call('sendMessage', say('', { parts: [part('p1', shared)] }));
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(messageId));
    const left = async () =>
      (await attachments.list({ tenant: 'default', conversationId: 'c1' })).map((one) => one.attachmentId);
    expect(await left()).toEqual([shared?.attachmentId]);

    // One that waits shows it too.
    const bot = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
    await bot.call('sendMessage', say('half', { finality: 'none' }));
    const waits = await api.call('sendMessage', say('', { parts: [part('p1', shared)] }));
    expect(waits.queued).toBe(true);
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(second.messageId));
    expect(await left()).toEqual([shared?.attachmentId]);
    await orchestrator.as(OPERATOR).call('eraseMessages', erase(waits.messageId));
    expect(await left()).toEqual([]);

    await attachments.put({
      tenant: 'default',
      conversationId: 'c1',
      name: 'in-no-message.txt',
      contentType: 'text/plain',
      bytes: new Uint8Array(1),
      createdBy: 'ada',
    });
    await orchestrator
      .as(OPERATOR)
      .call('eraseConversation', { conversationId: 'c1', clientRequestId: 'all' });
    expect(await attachments.list({ tenant: 'default', conversationId: 'c1' })).toEqual([]);
  });
});

describe('eraseConversation', () => {
  const command = { conversationId: 'c1', clientRequestId: 'gone' };

  it('ends open subscriptions, here and on other nodes, and answers ConversationGone from then on', async () => {
    const store = createMemoryEventStore();
    const bus = createLocalBus();
    const [here, there] = [start({}, { store, bus }), start({}, { store, bus })];
    const api = here.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('a secret'));
    const other = there.orchestrator.as(ADA);
    const ends = [api, other].map((one) => {
      const watching = { caughtUp: (): void => undefined };
      const isCaughtUp = new Promise<void>((resolve) => {
        watching.caughtUp = resolve;
      });
      const end = framesUntil(one, whole, ({ kind }) => {
        if (kind === 'caught_up') watching.caughtUp();
        return kind === 'bye';
      });
      return { isCaughtUp, end };
    });
    await Promise.all(ends.map(({ isCaughtUp }) => isCaughtUp));
    const operator = here.orchestrator.as(OPERATOR);
    expect(await operator.call('eraseConversation', command)).toEqual({});
    for (const { end } of ends) {
      expect((await end).at(-1)).toMatchObject({
        kind: 'bye',
        data: { reason: 'gone', error: { code: 'ConversationGone' } },
      });
    }
    for (const one of [api, other, operator]) {
      await expect(one.call('getEvents', { conversationId: 'c1' })).rejects.toMatchObject({
        code: 'ConversationGone',
      });
    }
    // A retry, whose first answer may have been lost.
    expect(await operator.call('eraseConversation', command)).toEqual({});
    await expect(create(api)).rejects.toMatchObject({ code: 'ConversationGone' });
  });

  it('is an operator’s, and knows its conversations', async () => {
    const { orchestrator } = start();
    await create(orchestrator.as(ADA));
    await expect(orchestrator.as(ADA).call('eraseConversation', command)).rejects.toMatchObject({
      code: 'Forbidden',
    });
    await expect(
      orchestrator.as(OPERATOR).call('eraseConversation', { ...command, conversationId: 'c2' }),
    ).rejects.toMatchObject({ code: 'UnknownConversation' });
  });
});

it('leaves no draft of a node that died', async () => {
  const store = createMemoryEventStore();
  const drafts = createMemoryDraftStore();
  const of = { tenant: 'default', conversationId: 'c1' };
  const left = async () => JSON.stringify(await drafts.read({ ...of, fence: 1, lengths: new Map() }));
  const draftId = 'm1/p1/1';
  const head = { draftId, turn: 2, fence: 1, author: 'bot', audience: 'everyone', kind: 'text' } as const;
  const writes = () => drafts.write([{ ...of, head, offset: 0, text: 'Their secret', dropped: false }]);

  const { orchestrator } = start({}, { store, drafts });
  const [api, operator] = [orchestrator.as(ADA), orchestrator.as(OPERATOR)];
  await create(api);
  const { messageId } = await api.call('sendMessage', say('My secret'));
  await writes();
  await operator.call('eraseMessages', erase(messageId));
  expect(await left()).not.toContain('secret');
  await writes();
  await operator.call('eraseConversation', { conversationId: 'c1', clientRequestId: 'erase' });
  expect(await left()).not.toContain('secret');
});
