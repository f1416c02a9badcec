import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  answered,
  cleared,
  CONVERSATION_ID,
  created,
  type EventSeed,
  eventAt,
  queued,
  said,
  started,
  text,
} from '../test-support/events.js';
import { caughtUp, chained, draftFrame, events, feedAll, hello } from '../test-support/frames.js';
import type { ChatState, PendingCommand, SentMessage } from './chat-state.js';
import { newCommand, withStatus } from './pending.js';
import type { SyncState } from './sync-state.js';
import { selectView } from './view.js';
import type { ViewItem } from './view-item.js';

function stateOf(sync: SyncState | null, rest: Partial<ChatState> = {}): ChatState {
  return {
    connection: { status: 'live', transport: 'sse', fallback: null, attempt: 0, retryAt: null, error: null },
    conversation: sync?.conversation ?? null,
    history: { status: 'complete', error: null },
    drafts: sync?.board.drafts ?? [],
    pending: [],
    sent: [],
    guidance: null,
    progress: null,
    presence: [],
    typing: [],
    ...rest,
  };
}

const logOf = (...seeds: readonly EventSeed[]): SyncState =>
  feedAll([hello(), ...events(1, created, ...chained(null, ...seeds)), caughtUp(seeds.length + 1)]);
const keys = (items: readonly ViewItem[]): string[] => items.map(({ key }) => key);
const kinds = (items: readonly ViewItem[]): string[] => items.map(({ kind }) => kind);

function pendingMessage(clientRequestId: string): PendingCommand {
  const params = { conversationId: CONVERSATION_ID, clientRequestId, parts: [text('Hello')] };
  return newCommand('sendMessage', params, 5);
}
function sentMessage(clientRequestId: string, seq: number): SentMessage {
  const params = { conversationId: CONVERSATION_ID, clientRequestId, parts: [text('Hello')] };
  return { clientRequestId, params, createdAt: 5, messageId: 'm1', seq };
}

const call: EventSeed = {
  type: 'tool_call',
  turn: 2,
  author: 'bot',
  payload: { toolCallId: 't1', name: 'search', args: {} },
};

describe('a message of this client', () => {
  it('keeps its key from sending to sent, queued and logged, and is there once all the time', () => {
    const before = logOf(said(1, 'm0', 'Hi'), started(2));
    const waiting = feedAll([...events(4, queued('m1', 'Hello', 'r1'))], before);
    const promoted = feedAll(
      events(5, answered(2, 'm2', [text('Yes?')]), said(3, 'm1', 'Hello', 'r1')),
      waiting,
    );
    const states = [
      stateOf(before, { pending: [pendingMessage('r1')] }),
      stateOf(before, { sent: [sentMessage('r1', 4)] }),
      // Its event before its acknowledgement, and the other way round.
      stateOf(waiting, { pending: [pendingMessage('r1')] }),
      stateOf(waiting, { sent: [sentMessage('r1', 4)] }),
      stateOf(waiting),
      stateOf(promoted, { pending: [pendingMessage('r1')] }),
      stateOf(promoted),
    ];
    const shown = states.map((state) => selectView(state).filter(({ key }) => key === 'request:r1'));
    expect(shown.map((items) => kinds(items))).toEqual([
      ['pending_message'],
      ['pending_message'],
      ['queued_message'],
      ['queued_message'],
      ['queued_message'],
      ['message'],
      ['message'],
    ]);
    for (const state of states) expect(new Set(keys(selectView(state))).size).toBe(selectView(state).length);
  });

  it('tells how far it is', () => {
    const failed = withStatus(pendingMessage('r2'), 'failed', new AgentChatError('Forbidden', 'No.'));
    const state = stateOf(null, { sent: [sentMessage('r0', 4)], pending: [pendingMessage('r1'), failed] });
    expect(selectView(state)).toMatchObject([
      { status: 'sent', clientRequestId: 'r0' },
      { status: 'sending', clientRequestId: 'r1', createdAt: 5, parts: [{ text: 'Hello' }] },
      { status: 'failed', clientRequestId: 'r2', error: { code: 'Forbidden' } },
    ]);
  });

  it('is the only command that is shown', () => {
    const params = { conversationId: CONVERSATION_ID, clientRequestId: 'r1', turn: 2 };
    expect(selectView(stateOf(null, { pending: [newCommand('stop', params, 5)] }))).toEqual([]);
  });

  it('whose request id somebody else uses as well does not share its key', () => {
    const items = selectView(stateOf(logOf(said(1, 'm1', 'One', 'r1'), said(2, 'm2', 'Two', 'r1'))));
    expect(keys(items)).toEqual(['request:r1', 'message:m2']);
  });
});

describe('what an agent writes', () => {
  const open = [said(1, 'm1', 'Hi'), started(2)];

  it('is live by its drafts, in the order in which they began, and logged under the same key', () => {
    const input = draftFrame(2, 't1', 0, '{', { kind: 'tool_input', toolName: 'search' });
    const live = feedAll(
      [
        draftFrame(2, 'm2', 0, 'Hmm', { kind: 'reasoning', partId: 'p1' }),
        input,
        draftFrame(2, 'm2', 0, 'Good', { partId: 'p2' }),
      ],
      logOf(...open),
    );
    const items = selectView(stateOf(live));
    expect(items.slice(1)).toMatchObject([
      {
        kind: 'live_message',
        key: 'message:m2',
        author: 'bot',
        turn: 2,
        interrupted: false,
        drafts: [{ partId: 'p1', kind: 'reasoning' }, { partId: 'p2' }],
      },
      { kind: 'tool', key: 'tool:t1', name: 'search', entry: null, draft: { text: '{' } },
    ]);
    const logged = feedAll(
      events(4, ...chained('m1', answered(2, 'm2', [text('Good')], 'none')), call),
      live,
    );
    expect(selectView(stateOf(logged)).slice(1)).toMatchObject([
      { kind: 'message', key: 'message:m2' },
      { kind: 'tool', key: 'tool:t1', draft: null, entry: { status: 'called' } },
    ]);
  });

  it('shows the later attempt at a part', () => {
    const live = feedAll(
      [draftFrame(2, 'm2', 0, 'First'), draftFrame(2, 'm2', 0, 'Second', { draftId: 'm2/p1/2' })],
      logOf(...open),
    );
    expect(selectView(stateOf(live)).at(-1)).toMatchObject({ drafts: [{ text: 'Second' }] });
  });

  it('is interrupted when one of its drafts is', () => {
    const [one] = feedAll([draftFrame(2, 'm2', 0, 'Good')], logOf(...open)).board.drafts;
    const drafts = one === undefined ? [] : [{ ...one, interrupted: true }];
    expect(selectView(stateOf(logOf(...open), { drafts })).at(-1)).toMatchObject({ interrupted: true });
  });
});

describe('a cleared turn', () => {
  const turn = [said(1, 'm1', 'Hi'), started(2), call, answered(2, 'm2', [text('Well')], 'none')];

  it.each(['restart', 'lost'])('by %s leaves nothing but its mark', (reason) => {
    const items = selectView(stateOf(logOf(...turn, cleared(2, reason))));
    expect(kinds(items)).toEqual(['message', 'event']);
    expect(items[1]).toMatchObject({ entry: { event: { type: 'turn_cleared', payload: { reason } } } });
  });

  it.each(['stopped', 'idle', 'budget'])('by %s stays, marked', (reason) => {
    const items = selectView(stateOf(logOf(...turn, cleared(2, reason))));
    expect(items.map((item) => ('cleared' in item ? item.cleared : null))).toEqual([
      null,
      reason,
      reason,
      null,
    ]);
  });

  it('takes with it what was asked about its calls and pressed on its messages', () => {
    const about: EventSeed[] = [
      {
        type: 'approval_requested',
        author: 'bot',
        payload: {
          approvalId: 'a1',
          subject: { kind: 'tool', name: 'look', toolCallId: 't1' },
          args: {},
          argsHash: 'h',
          approvers: 'operators',
          expiresAt: null,
        },
      },
      { type: 'action_invoked', author: 'ada', payload: { messageId: 'm2', actionId: 'explain' } },
    ];
    const kindsAfter = (...rest: EventSeed[]) =>
      selectView(stateOf(logOf(...turn, ...about, ...rest))).map((item) =>
        item.kind === 'event' ? item.entry.kind : item.kind,
      );
    expect(kindsAfter()).toEqual(['message', 'tool', 'message', 'approval', 'action']);
    expect(kindsAfter(cleared(2, 'lost'))).toEqual(['message', 'event']);
  });

  it('keeps what a person said in it', () => {
    const steered: EventSeed = { ...said(2, 'm9', 'By the way', 'r9'), finality: 'none' };
    const items = selectView(stateOf(logOf(...turn, steered, cleared(2, 'lost'))));
    expect(keys(items)).toEqual(['message:m1', 'request:r9', 'event:7']);
    expect(items[1]).toMatchObject({ cleared: 'lost' });
  });
});

describe('identities', () => {
  const many = Array.from({ length: 50 }, (_, index) => said(index + 1, `m${index}`, 'Hi'));

  it('the same state, and one that differs in nothing shown, gives the same view', () => {
    const sync = feedAll([draftFrame(51, 'm99', 0, 'Good')], logOf(...many));
    const state = stateOf(sync, { pending: [pendingMessage('r1')] });
    const view = selectView(state);
    expect(selectView(state)).toBe(view);
    const connection = { ...state.connection, status: 'reconnecting' as const };
    expect(selectView({ ...state, connection, progress: { turn: 51, author: 'bot', status: 'x' } })).toBe(
      view,
    );
  });

  it('a further piece of text changes one item', () => {
    const sync = feedAll([draftFrame(51, 'm98', 0, 'One'), draftFrame(51, 'm99', 0, 'Two')], logOf(...many));
    const rest = { pending: [pendingMessage('r1')] };
    const before = selectView(stateOf(sync, rest));
    const after = selectView(stateOf(feedAll([draftFrame(51, 'm99', 3, '!')], sync), rest));
    const changed = after.filter((item, index) => item !== before[index]);
    expect(changed).toMatchObject([{ key: 'message:m99' }]);
  });

  it('a tool result changes one item, a new message adds one', () => {
    const sync = logOf(...many, started(51), { ...call, turn: 51 });
    const before = selectView(stateOf(sync));
    const result: EventSeed = {
      type: 'tool_result',
      turn: 51,
      author: 'bot',
      payload: { toolCallId: 't1', output: 1 },
    };
    const next = feedAll(events(54, result, answered(51, 'm99', [text('Done')])), sync);
    const after = selectView(stateOf(next));
    expect(keys(after.filter((item) => !before.includes(item)))).toEqual(['tool:t1', 'message:m99']);
  });

  it('events of unknown types keep their place', () => {
    const unknown: EventSeed = { type: 'a_new_type', author: 'system', payload: { any: [1] } };
    const items = selectView(stateOf(logOf(said(1, 'm1', 'Hi'), unknown, said(2, 'm2', 'Ho'))));
    expect(kinds(items)).toEqual(['message', 'event', 'message']);
    expect(items[1]).toMatchObject({ entry: { event: eventAt(3, unknown) } });
  });
});
