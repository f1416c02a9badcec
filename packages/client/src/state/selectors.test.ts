import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  answered,
  CONVERSATION_ID,
  created,
  type EventSeed,
  queued,
  said,
  started,
  text,
} from '../test-support/events.js';
import { caughtUp, chained, events, feedAll, hello } from '../test-support/frames.js';
import type { ChatState, PendingCommand } from './chat-state.js';
import type { CommandMethod, CommandParams } from './commands.js';
import { newCommand, withStatus } from './pending.js';
import { selectPendingAbout, selectRating, selectRuns, selectSiblings, selectUsage } from './selectors.js';
import type { SyncState } from './sync-state.js';
import { selectView } from './view.js';

function stateOf(sync: SyncState, pending: readonly PendingCommand[] = []): ChatState {
  return {
    connection: { status: 'live', transport: 'sse', fallback: null, attempt: 0, retryAt: null, error: null },
    conversation: sync.conversation,
    history: { status: 'complete', error: null },
    drafts: [],
    pending,
    sent: [],
    guidance: null,
    progress: null,
    presence: [],
    typing: [],
  };
}

const logOf = (...seeds: readonly EventSeed[]): SyncState =>
  feedAll([hello(), ...events(1, created, ...seeds), caughtUp(seeds.length + 1)]);

function command<M extends CommandMethod>(method: M, params: CommandParams<M>): PendingCommand {
  const own = { conversationId: CONVERSATION_ID, clientRequestId: `r-${method}` };
  return newCommand(method, { ...params, ...own } as never, 5);
}

const branchAt: EventSeed = {
  type: 'branch_selected',
  author: 'ada',
  payload: { tipMessageId: 'q', reason: 'regenerate' },
};
const answer = (turn: number, id: string): EventSeed =>
  chained('q', answered(turn, id, [text(id)]))[0] as EventSeed;
const keysOf = (state: ChatState): string[] =>
  selectView(state).flatMap(({ kind, key }) => (kind === 'message' ? [key] : []));

describe('branches', () => {
  const first = logOf(said(1, 'q', 'Why?'), started(2), answer(2, 'a1'));
  const second = feedAll(events(5, branchAt, started(3), answer(3, 'a2')), first);

  it('the chosen one is shown, with the place of a message among its siblings', () => {
    expect(keysOf(stateOf(first))).toEqual(['message:q', 'message:a1']);
    expect(keysOf(stateOf(second))).toEqual(['message:q', 'message:a2']);
    expect(selectSiblings(stateOf(second), 'a2')).toEqual({ messageIds: ['a1', 'a2'], index: 1 });
    expect(selectSiblings(stateOf(second), 'a1')).toMatchObject({ index: 0 });
    expect(selectSiblings(stateOf(second), 'unknown')).toBeNull();
  });

  it('change for everyone when another one is chosen', () => {
    const chosen: EventSeed = {
      type: 'branch_selected',
      author: 'ada',
      payload: { tipMessageId: 'a1', reason: 'chosen' },
    };
    expect(keysOf(stateOf(feedAll(events(8, chosen), second)))).toEqual(['message:q', 'message:a1']);
  });

  it('keep their identity while nothing about them changes', () => {
    const later = feedAll(events(8, { type: 'note', author: 'system', payload: { text: 'x' } }), second);
    expect(selectSiblings(stateOf(later), 'a2')).toBe(selectSiblings(stateOf(second), 'a2'));
    expect(selectRuns(stateOf(later))).toBe(selectRuns(stateOf(second)));
    expect(selectUsage(stateOf(later))).toBe(selectUsage(stateOf(second)));
  });
});

describe('commands that are on their way', () => {
  const log = logOf(said(1, 'q', 'Why?'), started(2), queued('w', 'More', 'rw'));

  it('change and remove a waiting message at once, and put it back when they fail', () => {
    const edit = command('editQueued', { messageId: 'w', parts: [text('Changed')] });
    const shown = (pending: readonly PendingCommand[]): unknown =>
      selectView(stateOf(log, pending)).flatMap((item) =>
        item.kind === 'queued_message' ? item.queued.parts : [],
      );
    expect(shown([])).toEqual([text('More')]);
    expect(shown([edit])).toEqual([text('Changed')]);
    expect(shown([command('cancelQueued', { messageId: 'w' })])).toEqual([]);
    expect(shown([withStatus(edit, 'failed', new AgentChatError('UnknownMessage', 'No.'))])).toEqual([
      text('More'),
    ]);
    const now = command('editQueued', { messageId: 'w', parts: [text('More')], delivery: 'steer' });
    expect(selectView(stateOf(log, [now, edit])).at(-1)).toMatchObject({
      queued: { parts: [text('Changed')], delivery: 'steer' },
    });
    const items = selectView(stateOf(log, [edit]));
    expect(selectView(stateOf(log, [edit])).at(-1)).toBe(items.at(-1));
  });

  it('rate a message at once', () => {
    const up = command('giveFeedback', { messageId: 'q', rating: 'up' });
    expect(selectRating(stateOf(log), 'q', 'ada')).toBeNull();
    expect(selectRating(stateOf(log, [up]), 'q', 'ada')).toBe('up');
    const logged = feedAll(
      events(5, {
        type: 'feedback_given',
        author: 'ada',
        payload: { messageId: 'q', rating: 'down' },
      }),
      log,
    );
    expect(selectRating(stateOf(logged), 'q', 'ada')).toBe('down');
    expect(selectPendingAbout(stateOf(log, [up]), 'q')).toEqual([up]);
    expect(selectPendingAbout(stateOf(log, [up]), 'w')).toEqual([]);
  });
});
