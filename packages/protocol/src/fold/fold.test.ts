import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../events/event.js';
import { isVisible } from '../events/project.js';
import { emptyState, foldEvent, foldEvents, foldOmitted } from './fold.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';
import type { ConversationSnapshot, ConversationState } from './state.js';

const OPERATOR = { operator: true };
const VISITOR = { participantId: 'ada', operator: false };

/** A log by short rows: type, turn, author, payload, and what differs from the defaults. */
function log(
  ...rows: [type: string, turn: number, author: string, payload: unknown, rest?: object][]
): ConversationEvent[] {
  return rows.map(([type, turn, author, payload, rest], index) => ({
    conversationId: 'c1',
    seq: index + 1,
    turn,
    ts: new Date(1_700_000_000_000 + index).toISOString(),
    author,
    type,
    finality: 'none',
    audience: 'everyone',
    payload,
    ...rest,
  }));
}

const created = {
  participants: [
    { participantId: 'ada', kind: 'user', displayName: 'Ada' },
    { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
  ],
};
const said = (messageId: string, text: string, parentId: string | null = null) => ({
  messageId,
  parentId,
  role: 'user',
  parts: [{ type: 'text', partId: 'p1', text }],
});
const turn = { finality: 'turn' };
const execution = (turnNumber: number, attempt = 1) => ({
  executionId: `e${attempt}`,
  agentId: 'bot',
  turn: turnNumber,
  fence: attempt,
  attempt,
});

function answered(): ConversationEvent[] {
  return log(
    ['created', 0, 'system', created],
    ['message', 1, 'ada', said('m1', 'Hello'), turn],
    ['execution_started', 0, 'system', execution(2)],
    ['tool_call', 2, 'bot', { toolCallId: 't1', name: 'search', args: { q: 'x' } }],
    ['tool_started', 2, 'bot', { toolCallId: 't1', argsHash: 'h', attempt: 1 }],
    ['tool_result', 2, 'bot', { toolCallId: 't1', output: [1] }],
    [
      'usage',
      2,
      'bot',
      { model: 'm', inputTokens: 1, outputTokens: 1, latencyMs: 1 },
      { audience: 'operators' },
    ],
    ['message', 2, 'bot', said('m2', 'Hi', 'm1'), turn],
    ['message', 3, 'ada', said('m3', 'Bye', 'm2'), turn],
  );
}

/** A state as plain JSON, for comparison. */
function plain(state: ConversationState): ConversationSnapshot {
  return JSON.parse(JSON.stringify(toSnapshot(state, OPERATOR, Number.MAX_SAFE_INTEGER)));
}

describe('the fold', () => {
  it('opens a turn by an execution and closes it by a final message', () => {
    const events = answered();
    const open = foldEvents(emptyState('c1'), events.slice(0, 6)).control;
    expect(open.openTurn).toMatchObject({
      turn: 2,
      owner: 'bot',
      execution: { executionId: 'e1' },
      toolCalls: [{ toolCallId: 't1', name: 'search', status: 'answered' }],
    });
    const closed = foldEvents(emptyState('c1'), events).control;
    expect(closed).toMatchObject({ openTurn: null, lastTurn: 3, lastClosedSeq: 9, tipMessageId: 'm3' });
    expect(closed.lastClose).toEqual({
      seq: 9,
      turn: 3,
      owner: 'ada',
      author: 'ada',
      by: 'message',
      mentions: [],
      branched: false,
      answers: { seq: 8, turn: 2, owner: 'bot', author: 'bot', by: 'message', mentions: [] },
    });
  });

  it('makes one timeline entry of a tool call and what became of it', () => {
    const { timeline } = foldEvents(emptyState('c1'), answered());
    const tool = timeline.entries.at(timeline.places.get('t1') ?? -1);
    expect(tool).toMatchObject({ kind: 'tool', seq: 4, status: 'done', output: [1] });
  });

  it('keeps a lost turn in the timeline, marked, and takes it off the active path', () => {
    const events = log(
      ['created', 0, 'system', created],
      ['message', 1, 'ada', said('m1', 'Hello'), turn],
      ['execution_started', 0, 'system', execution(2)],
      ['message', 2, 'bot', said('m2', 'Half', 'm1')],
      ['turn_cleared', 0, 'system', { turn: 2, reason: 'restart' }],
    );
    const state = foldEvents(emptyState('c1'), events);
    expect(state.control).toMatchObject({
      openTurn: null,
      lastTurn: 2,
      lastClosedSeq: 5,
      tipMessageId: 'm1',
      lostAttempts: 1,
    });
    expect(state.control.lastClose).toMatchObject({ owner: 'bot', by: 'restart' });
    expect(state.timeline.clearedTurns.get('2')).toBe('restart');
    expect(state.timeline.places.has('m2')).toBe(true);
  });

  it('keeps a stopped turn on the active path', () => {
    const events = log(
      ['created', 0, 'system', created],
      ['message', 1, 'ada', said('m1', 'Hello'), turn],
      ['execution_started', 0, 'system', execution(2)],
      ['message', 2, 'bot', said('m2', 'Half', 'm1')],
      ['stop_requested', 0, 'ada', { turn: 2, mode: 'graceful' }],
      ['turn_cleared', 0, 'system', { turn: 2, reason: 'stopped' }],
    );
    expect(foldEvents(emptyState('c1'), events.slice(0, 5)).control.openTurn?.stop).toBe('graceful');
    expect(foldEvents(emptyState('c1'), events).control.tipMessageId).toBe('m2');
  });

  it('holds waiting messages in order until they are logged or cancelled', () => {
    const parts = [{ type: 'text', partId: 'p1', text: 'later' }];
    const events = log(
      ['created', 0, 'system', created],
      ['message', 1, 'ada', said('m1', 'Hello'), turn],
      ['execution_started', 0, 'system', execution(2)],
      ['message_queued', 0, 'ada', { messageId: 'q1', parts, delivery: 'next' }],
      ['message_queued', 0, 'ada', { messageId: 'q2', parts, delivery: 'next' }],
      ['queued_changed', 0, 'ada', { messageId: 'q2', parts, delivery: 'steer' }],
      ['queued_changed', 0, 'ada', { messageId: 'q2', parts: [] }],
      ['queued_removed', 0, 'ada', { messageId: 'q1', reason: 'cancelled' }],
      ['message', 2, 'bot', said('m2', 'Done', 'm1'), turn],
      ['message', 3, 'ada', said('q2', 'later', 'm2'), turn],
    );
    const queued = foldEvents(emptyState('c1'), events.slice(0, 7)).control.queue;
    expect(queued.map((one) => [one.messageId, one.parts.length, one.delivery])).toEqual([
      ['q1', 1, 'next'],
      ['q2', 0, 'steer'],
    ]);
    expect(foldEvents(emptyState('c1'), events.slice(0, 8)).control.queue).toHaveLength(1);
    expect(foldEvents(emptyState('c1'), events).control.queue).toEqual([]);
  });

  it('keeps an event of an unknown type, and does not stumble over it', () => {
    const events = log(
      ['created', 0, 'system', created],
      ['moon_phase', 0, 'system', { phase: 'full', __proto__x: 1 }],
      ['message', 1, 'ada', said('m1', 'Hello'), turn],
    );
    const state = foldEvents(emptyState('c1'), events);
    expect(state.control.seq).toBe(3);
    expect(state.timeline.entries.at(0)).toMatchObject({ kind: 'event', event: events[1] });
  });

  it('leaves an earlier state as it was, and shares what did not change', () => {
    const events = answered();
    const before = foldEvents(emptyState('c1'), events.slice(0, 8));
    const copy = plain(before);
    const after = foldEvent(before, events[8] as ConversationEvent);
    expect(plain(before)).toEqual(copy);
    expect(after.timeline.entries.at(0)).toBe(before.timeline.entries.at(0));
    expect(after.control.participants).toBe(before.control.participants);
  });
});

describe('the snapshot law', () => {
  it('holds at every seq: snapshot and tail fold to what the whole log folds to', () => {
    const events = answered();
    const whole = plain(foldEvents(emptyState('c1'), events));
    for (let at = 0; at <= events.length; at++) {
      const wire = JSON.parse(
        JSON.stringify(toSnapshot(foldEvents(emptyState('c1'), events.slice(0, at)), OPERATOR, 1_000)),
      ) as ConversationSnapshot;
      expect(plain(foldEvents(fromSnapshot(wire), events.slice(at)))).toEqual(whole);
    }
  });

  it('holds for a snapshot with only the newest entries: what it has is what the log has', () => {
    const events = answered();
    const whole = plain(foldEvents(emptyState('c1'), events));
    for (let at = 1; at <= events.length; at++) {
      const state = foldEvents(emptyState('c1'), events.slice(0, at));
      const short = toSnapshot(state, OPERATOR, 1);
      const folded = plain(foldEvents(fromSnapshot(short), events.slice(at)));
      expect(folded.control).toEqual(whole.control);
      expect(folded.entries).toEqual(whole.entries.slice(-folded.entries.length));
      // The cut falls between turns: a tool call is never apart from its result.
      expect(
        folded.entries.filter((entry) => entry.kind === 'event' && entry.event.type === 'tool_result'),
      ).toEqual([]);
    }
  });

  it('gives a viewer nothing that is not for it', () => {
    const state = foldEvents(emptyState('c1'), answered());
    const seen = toSnapshot(state, VISITOR, 1_000).entries.map((entry) => entry.seq);
    expect(seen).toEqual([2, 4, 8, 9]);
  });

  it('holds for a viewer who does not see everything', () => {
    const events = answered();
    for (let at = 1; at <= events.length; at++) {
      const server = foldEvents(emptyState('c1'), events.slice(0, at));
      let own = emptyState('c1');
      for (const event of events.slice(0, at)) {
        own = isVisible(event, VISITOR) ? foldEvent(own, event) : foldOmitted(own, event.seq);
      }
      const snapshot = JSON.parse(JSON.stringify(toSnapshot(server, VISITOR, 1_000)));
      expect(plain(own)).toEqual({ ...snapshot, entries: plain(own).entries });
      expect(snapshot.entries).toEqual(plain(own).entries);
    }
  });

  it('cuts before a turn, also where an entry without a turn stands inside it', () => {
    const events = log(
      ['created', 0, 'system', created],
      ['message', 1, 'ada', said('m1', 'Hello'), turn],
      ['execution_started', 0, 'system', execution(2)],
      ['tool_call', 2, 'bot', { toolCallId: 't1', name: 'search', args: {} }],
      ['note', 0, 'system', { text: 'in between' }],
      ['tool_result', 2, 'bot', { toolCallId: 't1', output: 1 }],
      ['message', 2, 'bot', said('m2', 'Done', 'm1'), turn],
    );
    for (const count of [1, 2, 3]) {
      const short = toSnapshot(foldEvents(emptyState('c1'), events.slice(0, 5)), OPERATOR, count);
      const folded = plain(foldEvents(fromSnapshot(short), events.slice(5)));
      expect(folded.entries.find((entry) => entry.kind === 'tool')).toMatchObject({ status: 'done' });
    }
  });

  it('is about as large as asked for, and never empty of the newest turn', () => {
    const events = log(
      ['created', 0, 'system', created],
      ...Array.from({ length: 50 }, (_, index): Parameters<typeof log>[number] => [
        'message',
        index + 1,
        'ada',
        said(`m${index}`, 'x'.repeat(1_000)),
        turn,
      ]),
    );
    const state = foldEvents(emptyState('c1'), events);
    const { entries, fromSeq } = toSnapshot(state, OPERATOR, 200, 10_000);
    expect(entries.length).toBeGreaterThan(5);
    expect(JSON.stringify(entries).length).toBeLessThan(12_500);
    expect(fromSeq).toBe(entries[0]?.seq);
    expect(toSnapshot(state, OPERATOR, 200, 1).entries.map((entry) => entry.seq)).toEqual([51]);
  });
});
