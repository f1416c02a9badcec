import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  EVE,
  OPERATOR,
  visitor,
  agent,
  echo,
  start,
  create,
  say,
  framesUntil,
  closes,
  whole,
} from '../../test-support/orchestrator-fixture.js';

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
    expect(await kinds('0')).toEqual(['hello', 'event', 'event', 'event', 'event', 'event', 'caught_up']);
    expect(await kinds(`${orchestrator.epoch}-4`)).toEqual(['hello', 'event', 'caught_up']);
    expect(await kinds(`${orchestrator.epoch}-5`)).toEqual(['hello', 'caught_up']);
    // Beyond the head, or of another epoch: never a silent skip.
    expect(await kinds(`${orchestrator.epoch}-6`)).toEqual(['hello', 'snapshot', 'caught_up']);
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

  it('says what is due of the log as it was sent, not of what has come while a frame was being taken', async () => {
    const { orchestrator } = start({});
    const api = orchestrator.as(ADA);
    await create(api);
    const filters = { types: ['message'] };
    const frames = api.subscribe({ ...whole, filters, includeGuidance: true })[Symbol.asyncIterator]();
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'guidance') {
      const { value } = await frames.next();
      kinds.push(value?.kind ?? 'end');
      if (value?.kind === 'control' && !kinds.includes('event')) await api.call('sendMessage', say('Hello'));
    }
    await frames.return?.();
    expect(kinds).toContain('event');
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
