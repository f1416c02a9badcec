import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  answered,
  cleared,
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
import {
  selectApprovals,
  selectOpenRuns,
  selectPendingAbout,
  selectQueries,
  selectRating,
  selectRuns,
  selectSiblings,
  selectUsage,
} from './selectors.js';
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

  it('do not count an attempt that was begun anew, and are as before for everything else', () => {
    const half = chained('q', answered(3, 'half', [text('Hal')], 'none'))[0] as EventSeed;
    const open = feedAll(events(5, branchAt, started(3), half), first);
    const lost = feedAll(events(8, cleared(3, 'lost')), open);
    const again = feedAll(events(9, started(4), answer(4, 'a2')), lost);
    const stopped = feedAll(events(8, cleared(3, 'stopped')), open);
    const idsOf = (sync: SyncState, messageId: string) =>
      selectSiblings(stateOf(sync), messageId)?.messageIds;
    // Of the same messages, in either order.
    expect(idsOf(lost, 'a1')).toEqual(['a1']);
    expect(idsOf(open, 'a1')).toEqual(['a1', 'half']);
    expect(idsOf(lost, 'a1')).toEqual(['a1']);
    expect(idsOf(stopped, 'half')).toEqual(['a1', 'half']);
    expect(selectSiblings(stateOf(again), 'a2')).toEqual({ messageIds: ['a1', 'a2'], index: 1 });
    expect(selectSiblings(stateOf(stopped), 'a1')).toBe(selectSiblings(stateOf(open), 'a1'));
  });

  it('keep their identity while nothing about them changes', () => {
    const later = feedAll(events(8, { type: 'note', author: 'system', payload: { text: 'x' } }), second);
    expect(selectSiblings(stateOf(later), 'a2')).toBe(selectSiblings(stateOf(second), 'a2'));
    expect(selectRuns(stateOf(later))).toBe(selectRuns(stateOf(second)));
    expect(selectUsage(stateOf(later))).toBe(selectUsage(stateOf(second)));
  });
});

describe('what is selected of a list', () => {
  const call = (toolCallId: string): EventSeed => ({
    type: 'tool_call',
    turn: 2,
    author: 'bot',
    payload: { toolCallId, name: 'look', args: {} },
  });
  const asked = (approvalId: string, toolCallId: string): EventSeed => ({
    type: 'approval_requested',
    author: 'bot',
    payload: {
      approvalId,
      subject: { kind: 'tool', name: 'look', toolCallId },
      args: {},
      argsHash: 'h',
      approvers: 'operators',
      expiresAt: null,
    },
  });
  const run = (runId: string, status: string, previousStatus: string | null): EventSeed => ({
    type: 'run_changed',
    author: 'ada',
    payload: { runId, status, previousStatus },
  });

  it('is the same as long as nothing in it changes, whatever changes beside it', () => {
    const before = logOf(
      said(1, 'q', 'Why?'),
      run('r1', 'running', null),
      run('r2', 'running', null),
      started(2),
      call('t1'),
      call('t2'),
      asked('a1', 't1'),
      asked('a2', 't2'),
      {
        type: 'approval_resolved',
        author: 'eve',
        payload: { approvalId: 'a1', decision: 'approve', argsHash: 'h' },
      },
      run('r1', 'completed', 'running'),
    );
    const after = feedAll(
      events(
        12,
        {
          type: 'tool_started',
          turn: 2,
          author: 'bot',
          payload: { toolCallId: 't1', argsHash: 'h', attempt: 1, approvalId: 'a1' },
        },
        run('r1', 'running', 'completed'),
        run('r1', 'completed', 'running'),
      ),
      before,
    );
    const [one, other] = [stateOf(before), stateOf(after)];
    const approvalsOf = ({ conversation }: ChatState) => conversation?.control.approvals;
    expect([approvalsOf(one)?.length, approvalsOf(other)?.length]).toEqual([2, 1]);
    expect(selectApprovals(one)).toMatchObject([{ approvalId: 'a2' }]);
    expect(selectApprovals(other)).toBe(selectApprovals(one));
    expect(selectRuns(other)).not.toBe(selectRuns(one));
    expect(selectOpenRuns(one)).toMatchObject([{ runId: 'r2' }]);
    expect(selectOpenRuns(other)).toBe(selectOpenRuns(one));
  });

  it('is the same nothing over turns that begin and end', () => {
    const [idle, open, closed] = [
      logOf(said(1, 'q', 'Why?')),
      logOf(said(1, 'q', 'Why?'), started(2)),
      logOf(said(1, 'q', 'Why?'), started(2), answered(2, 'a', [text('So.')])),
    ].map((sync) => stateOf(sync)) as [ChatState, ChatState, ChatState];
    for (const select of [selectApprovals, selectQueries, selectOpenRuns]) {
      expect(select(open)).toBe(select(idle));
      expect(select(closed)).toBe(select(idle));
    }
  });

  it('is another one when something in it changes, and not the one before that', () => {
    const [up, down] = (['up', 'down'] as const).map((rating) =>
      command('giveFeedback', { messageId: 'q', rating }),
    ) as [PendingCommand, PendingCommand];
    const elsewhere = command('giveFeedback', { messageId: 'w', rating: 'up' });
    const about = (...pending: PendingCommand[]) => selectPendingAbout(stateOf(logOf(), pending), 'q');
    const alone = about(up);
    expect(about(elsewhere, up)).toBe(alone);
    expect(about(up, down)).toEqual([up, down]);
    expect(about(up, elsewhere, down)).toBe(about(up, down));
    expect(about(down)).toEqual([down]);
    expect(about(up)).toBe(alone);
    expect(about(elsewhere)).toBe(about());
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
