import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../events/event.js';
import { emptyState, foldEvents } from './fold.js';
import { prepend } from './prepend.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';

const EVERYBODY = { operator: true };

function event(seq: number, type: string, turn: number, payload: object): ConversationEvent {
  return {
    conversationId: 'c1',
    seq,
    turn,
    ts: '2026-01-01T00:00:00.000Z',
    author: 'bot',
    type,
    finality: 'none',
    audience: 'everyone',
    payload,
  };
}
const message = (seq: number, text: string): ConversationEvent =>
  event(seq, 'message', 1, {
    messageId: `m${seq}`,
    parentId: null,
    role: 'assistant',
    parts: [{ type: 'text', partId: 'p1', text }],
  });
const created = event(1, 'created', 0, { participants: [] });

describe('the oldest turn of a snapshot', () => {
  it('is whole when it is not much longer than what was asked for', () => {
    const log = [created, ...Array.from({ length: 12 }, (_, index) => message(index + 2, 'x'))];
    expect(toSnapshot(foldEvents(emptyState('c1'), log), EVERYBODY, 5).entries).toHaveLength(12);
  });

  it('is cut when it alone would be more than a reader should have to take', () => {
    const log = [
      created,
      ...Array.from({ length: 300 }, (_, index) => message(index + 2, 'x'.repeat(1_000))),
    ];
    const snapshot = toSnapshot(foldEvents(emptyState('c1'), log), EVERYBODY, 200, 20_000);
    expect(JSON.stringify(snapshot.entries).length).toBeLessThan(30_000);
    expect(snapshot.fromSeq).toBe(snapshot.entries[0]?.seq);
  });

  it('loses nothing by that: what comes later finds its entry when that is loaded', () => {
    const call = event(2, 'tool_call', 1, { toolCallId: 't1', name: 'look_up', args: {} });
    const log = [created, call, ...Array.from({ length: 40 }, (_, index) => message(index + 3, 'x'))];
    const result = event(43, 'tool_result', 1, { toolCallId: 't1', output: 'found' });
    const cut = fromSnapshot(toSnapshot(foldEvents(emptyState('c1'), log), EVERYBODY, 3));
    expect(cut.timeline.entries.length).toBe(3);
    const later = foldEvents(cut, [result]);
    const older = log.filter(({ seq }) => seq < cut.timeline.fromSeq);
    const whole = prepend(later, { events: older, annotations: [], fromSeq: 1 });
    expect([...whole.timeline.entries]).toEqual([
      ...foldEvents(emptyState('c1'), [...log, result]).timeline.entries,
    ]);
  });
});

it('has arrays where the state has lists', () => {
  const call = event(2, 'tool_call', 1, { toolCallId: 't1', name: 'look_up', args: {}, x_mood: 'calm' });
  const result = event(3, 'tool_result', 1, { toolCallId: 't1', output: 'found' });
  const state = foldEvents(emptyState('c1'), [created, call, result]);
  const snapshot = toSnapshot(state, EVERYBODY, 5);
  expect(snapshot.entries).toMatchObject([{ changedBy: [3], unknown: [{ seq: 2 }] }]);
  expect(fromSnapshot(snapshot)).toEqual(state);
});
