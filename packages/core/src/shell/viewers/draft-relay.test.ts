import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryDraftStore } from '../../memory/memory-draft-store.js';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { DraftStore } from '../../ports/draft-store.js';
import {
  ADA,
  closes,
  create,
  framesUntil,
  say,
  start,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { createLocalBus } from '../local-bus.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };

describe('drafts of another node', () => {
  it('are shown as they are written, and are gone from the store with their turn', async () => {
    const shared = {
      store: createMemoryEventStore(),
      bus: createLocalBus(),
      drafts: createMemoryDraftStore(),
    };
    const { orchestrator: writer } = start({ bot: waiting() }, shared);
    const viewer = start({}, shared).orchestrator.as(ADA);
    await create(viewer);
    await viewer.call('sendMessage', say('Hello'));
    await writer.as(ADA).call('getConversation', { conversationId: 'c1' });
    const frames = await framesUntil(viewer, whole, ({ kind }) => kind === 'draft');
    expect(frames.at(-1)?.data).toMatchObject({ offset: 0, text: 'Half an ', author: 'bot' });
    const fence = (frames.at(-1)?.data as { fence: number }).fence;
    const left = () =>
      shared.drafts.read({ tenant: 'default', conversationId: 'c1', fence, lengths: new Map() });
    expect(await left()).toHaveLength(1);
    await viewer.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2 });
    await framesUntil(viewer, whole, closes(2));
    await expect.poll(left).toEqual([]);
  });

  it('are written together, not more often than the store is to be asked', async () => {
    const clock = createManualClock();
    const memory = createMemoryDraftStore();
    const writes: string[][] = [];
    const drafts: DraftStore = {
      ...memory,
      write: (pieces) => {
        writes.push(pieces.map(({ text }) => text));
        return memory.write(pieces);
      },
    };
    const { orchestrator } = start({}, { clock, drafts, store: createMemoryEventStore({ clock }) });
    await create(orchestrator.as(ADA));
    await orchestrator.as(ADA).call('sendMessage', say('Hello'));
    const bot = orchestrator.as(BOT);
    const { executionId, fence } = await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' });
    const append = (messageId: string, offset: number, text: string) =>
      bot.call('appendDraft', {
        conversationId: 'c1',
        executionId,
        fence,
        kind: 'text',
        messageId,
        partId: 'p1',
        offset,
        text,
      });
    for (const [offset, text] of [...'Hello, you'].entries()) await append('m1', offset, text);
    await append('m2', 0, 'And \ud83d');
    expect(writes).toEqual([]);
    clock.advance(74);
    expect(writes).toEqual([]);
    clock.advance(1);
    expect(writes).toEqual([['Hello, you', 'And ']]);
    await append('m2', 5, '\ude00');
    await expect
      .poll(() => {
        clock.advance(75);
        return writes;
      })
      .toEqual([['Hello, you', 'And '], ['\ud83d\ude00']]);
  });

  it('cost nothing but themselves when their store fails', async () => {
    const lines: string[] = [];
    const broken = async (): Promise<never> => {
      throw new Error('no drafts today');
    };
    const drafts: DraftStore = { write: broken, read: broken, clear: broken };
    const logger = { log: (_level: string, message: string) => void lines.push(message) };
    const { orchestrator } = start({ bot: waiting() }, { drafts, bus: createLocalBus(), logger });
    const ada = orchestrator.as(ADA);
    await create(ada);
    await ada.call('sendMessage', say('Hello'));
    await framesUntil(ada, whole, ({ kind }) => kind === 'draft');
    await expect.poll(() => lines.length).toBeGreaterThan(1);
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2 });
    const frames = await framesUntil(ada, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({ finality: 'turn' });
  });
});
