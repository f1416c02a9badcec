import { describe, expect, it } from 'vitest';
import { createMemoryDraftStore } from '../../memory/memory-draft-store.js';
import type { DraftStore } from '../../ports/draft-store.js';
import { closes, framesUntil, whole } from '../../test-support/orchestrator-fixture.js';
import { answer, asked, begin, draft, drafted, under } from '../../test-support/remote-runner.js';
import { MAX_DRAFT_LENGTH } from '../conversation/draft-board.js';

describe('a draft of a runner that lives elsewhere', () => {
  it('is shown once, whatever is sent again; a gap says where to go on', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    expect(await draft(bot, held, 0, 'Hello ')).toEqual({ length: 6 });
    expect(await draft(bot, held, 0, 'Hello ')).toEqual({ length: 6 });
    expect(await draft(bot, held, 3, 'lo you')).toEqual({ length: 9 });
    await expect(draft(bot, held, 12, '!')).rejects.toMatchObject({
      code: 'InvalidRequest',
      details: { expected: 9 },
    });
    await expect(draft(bot, held, 3, 'p!')).rejects.toMatchObject({ code: 'InvalidRequest' });
    // Half a character waits for its other half.
    await draft(bot, held, 9, '\ud83d');
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([{ draftId: 'm1/p1/1', offset: 0, text: 'Hello you' }]);
    await draft(bot, held, 10, '\ude00');
    await answer(bot, held, 'Hello you\ud83d\ude00', { messageId: 'm1' });
    // One that comes late finds its message logged.
    await expect(draft(bot, held, 11, 'late')).rejects.toMatchObject({ code: 'StaleFence' });
  });

  it('does not come back when its message is logged and the turn goes on', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await draft(bot, held, 0, 'One.');
    await answer(bot, held, 'One.', { messageId: 'm1', finality: 'none' });
    expect(await draft(bot, held, 0, 'One.')).toEqual({ length: 4 });
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([]);
    await expect(answer(bot, held, 'Again.', { messageId: 'm1' })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
  });

  it('is refused when its turn is closed while other nodes are asked what came before', async () => {
    let meanwhile = async (): Promise<unknown> => null;
    const drafts: DraftStore = {
      ...createMemoryDraftStore(),
      async read() {
        await meanwhile();
        return [];
      },
    };
    const { bot } = await asked({ drafts });
    const held = await begin(bot);
    meanwhile = () => answer(bot, held, 'Whole.', { messageId: 'm1' });
    await expect(draft(bot, held, 3, 'le.')).rejects.toMatchObject({ code: 'StaleFence' });
  });

  it('is taken back, and what follows is another draft', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const watching = framesUntil(ada, whole, closes(2));
    await draft(bot, held, 0, 'Wrong');
    await framesUntil(ada, whole, (frame) => frame.kind === 'draft');
    await bot.call('dropDraft', { ...under(held), messageId: 'm1' });
    await bot.call('dropDraft', { ...under(held), messageId: 'm1' });
    await draft(bot, held, 0, 'Right');
    const late = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(late)).toEqual([{ draftId: 'm1/p1/1.1', offset: 0, text: 'Right' }]);
    await answer(bot, held, 'Right', { messageId: 'm1' });
    const frames = await watching;
    expect(frames.filter(({ kind }) => kind === 'draft_dropped').map(({ data }) => data)).toEqual([
      { draftId: 'm1/p1/1' },
    ]);
  });

  it('names what it is of, and is bounded with all others of its turn', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    const of = { ...under(held), offset: 0, text: 'x' };
    for (const wrong of [
      { ...of, kind: 'text', messageId: 'm1' },
      { ...of, kind: 'text', toolCallId: 't1' },
      { ...of, kind: 'tool_input', messageId: 'm1', partId: 'p1' },
      { ...of, kind: 'tool_input', toolCallId: 't1', messageId: 'm1' },
    ] as const) {
      await expect(bot.call('appendDraft', wrong)).rejects.toMatchObject({ code: 'InvalidRequest' });
    }
    await expect(bot.call('dropDraft', under(held))).rejects.toMatchObject({ code: 'InvalidRequest' });
    await bot.call('appendDraft', { ...of, kind: 'tool_input', toolCallId: 't1', toolName: 'look' });
    const piece = 'x'.repeat(MAX_DRAFT_LENGTH / 4);
    for (const name of ['a', 'b', 'c']) await draft(bot, held, 0, piece, name);
    await expect(draft(bot, held, 0, piece, 'd')).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await answer(bot, held, 'First.', { messageId: 'a', finality: 'none' });
    await draft(bot, held, 0, piece, 'd');
  });
});

describe('the status of a runner that lives elsewhere', () => {
  it('is shown until a text comes, a message, or the end of its execution', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const shown = async (): Promise<unknown[]> => {
      const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
      return seen.filter(({ kind }) => kind === 'progress').map(({ data }) => data);
    };
    const tell = (status: string) => bot.call('heartbeat', { ...under(held), status });
    await tell('Searching');
    expect(await shown()).toEqual([{ turn: 2, author: 'bot', status: 'Searching' }]);
    await bot.call('heartbeat', under(held));
    expect(await shown()).toMatchObject([{ status: 'Searching' }]);
    await draft(bot, held, 0, 'I have');
    expect(await shown()).toEqual([]);
    await tell('Reading');
    expect(await shown()).toMatchObject([{ status: 'Reading' }]);
    await answer(bot, held, 'I have it.', { messageId: 'm1', finality: 'none' });
    expect(await shown()).toEqual([]);
    await tell('Leaving');
    await bot.call('endExecution', { ...under(held), reason: 'released' });
    expect(await shown()).toEqual([]);
    await expect(tell('Gone')).rejects.toMatchObject({ code: 'StaleFence' });
  });
});
