import { FOLD_VERSION, type Frame, type Guidance } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  answered,
  cleared,
  created,
  draft,
  type EventSeed,
  said,
  started,
  text,
} from '../test-support/events.js';
import { caughtUp, draftFrame, events, feed, feedAll, hello, snapshot } from '../test-support/frames.js';
import { applyFrame } from './apply-frame.js';
import { disconnected, type SyncState } from './sync-state.js';

const OPEN: readonly EventSeed[] = [created, said(1, 'm1', 'Hello'), started(2)];

/** A connection that is up to date, with an agent's turn open at seq 3. */
function live(...frames: readonly Frame[]): SyncState {
  return feedAll([hello(), ...events(1, ...OPEN), caughtUp(3), ...frames]);
}

function texts(state: SyncState): readonly string[] {
  return state.board.drafts.map((each) => each.text);
}

describe('events', () => {
  it('are applied in order, and again without effect', () => {
    const state = live();
    expect(state.cursor).toEqual({ epoch: 'e1', seq: 3 });
    expect(feedAll(events(1, ...OPEN), state)).toBe(state);
  });

  it('that leave a gap ask for a resync from the cursor', () => {
    const result = feed(events(5, answered(2, 'm2', [text('Hi')])), live());
    expect(result).toMatchObject({ outcome: 'resync', state: { cursor: { seq: 3 } } });
  });

  it('of another conversation ask for a resync', () => {
    const [frame] = events(4, answered(2, 'm2', [text('Hi')]));
    const foreign = { ...frame, data: { ...(frame?.data as object), conversationId: 'other' } } as Frame;
    expect(feed([foreign], live())).toMatchObject({
      outcome: 'resync',
      error: { code: 'MalformedFrame' },
      state: { cursor: { seq: 3 } },
    });
    expect(feed([hello({ conversationId: 'other' })]).outcome).toBe('resync');
  });

  it('that are omitted count, and may overlap what was read', () => {
    const omitted = (fromSeq: number, toSeq: number): Frame => ({
      kind: 'omitted',
      data: { fromSeq, toSeq },
    });
    const state = live();
    expect(feedAll([omitted(4, 6)], state).cursor?.seq).toBe(6);
    expect(feedAll([omitted(2, 6)], state).cursor?.seq).toBe(6);
    expect(feedAll([omitted(1, 3)], state)).toBe(state);
    expect(feed([omitted(5, 6)], state).outcome).toBe('resync');
    expect(feedAll([omitted(4, 4), ...events(5, cleared(2, 'idle'))], state).cursor?.seq).toBe(5);
  });

  it('must follow a hello', () => {
    expect(feed(events(1, created)).outcome).toBe('resync');
  });

  it('are missing when the server has caught up beyond them', () => {
    expect(feed([caughtUp(4)], live()).outcome).toBe('resync');
  });
});

describe('a snapshot', () => {
  it('stands for the events up to its seq', () => {
    const state = feedAll([hello(), snapshot(...OPEN), caughtUp(3)]);
    expect(state.conversation).toEqual(live().conversation);
    expect(state.cursor).toEqual({ epoch: 'e1', seq: 3 });
  });

  it('that comes again changes nothing', () => {
    const state = feedAll([hello(), snapshot(...OPEN), caughtUp(3)]);
    expect(feedAll([snapshot(...OPEN)], state)).toBe(state);
  });

  it('of a log that has become shorter takes its place, also within one connection, as of long polls', () => {
    const state = feedAll([
      hello(),
      ...events(1, ...OPEN, cleared(2, 'idle'), said(3, 'm3', 'Lost')),
      caughtUp(5),
      hello({ head: 3 }),
      snapshot(...OPEN),
      ...events(4, answered(2, 'm2', [text('Hi')])),
      caughtUp(4),
    ]);
    const expected = feedAll([hello(), ...events(1, ...OPEN, answered(2, 'm2', [text('Hi')])), caughtUp(4)]);
    expect(state.cursor).toEqual({ epoch: 'e1', seq: 4 });
    expect(state.conversation).toEqual(expected.conversation);
  });

  it('of another fold version makes the client read the log from its start', () => {
    const other = snapshot(...OPEN) as Extract<Frame, { kind: 'snapshot' }>;
    const data = { ...other.data, foldVersion: FOLD_VERSION + 1 };
    const result = feed([hello(), { kind: 'snapshot', data }]);
    expect(result).toMatchObject({ outcome: 'resync', state: { cursor: { epoch: 'e1', seq: 0 } } });
    const state = feedAll([hello(), ...events(1, ...OPEN), caughtUp(3)], disconnected(result.state));
    expect(state.conversation).toEqual(live().conversation);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['no entries', { control: { conversationId: 'conv_1', seq: 3 } }],
    ['text', 'snapshot'],
  ])('that is %s asks for a resync', (_, state) => {
    const data = { atSeq: 3, foldVersion: FOLD_VERSION, state };
    expect(feed([hello(), { kind: 'snapshot', data }])).toMatchObject({
      outcome: 'resync',
      error: { code: 'MalformedFrame' },
    });
  });
});

describe('another epoch', () => {
  const restored = [created, said(1, 'm9', 'Restored')];

  it('keeps showing the old conversation until its snapshot comes', () => {
    const before = live(draftFrame(2, 'm2', 0, 'Hel'));
    const connected = feedAll([hello({ epoch: 'e2', head: 2 })], disconnected(before));
    expect(connected.cursor).toBeNull();
    expect(connected.conversation).toBe(before.conversation);
    const state = feedAll([snapshot(...restored), caughtUp(2)], connected);
    expect(state.cursor).toEqual({ epoch: 'e2', seq: 2 });
    expect(state.conversation?.timeline.entries.length).toBe(1);
    expect(state.board.drafts).toEqual([]);
  });

  it('may send the log from its start instead', () => {
    const connected = feedAll([hello({ epoch: 'e2', head: 2 })], disconnected(live()));
    const state = feedAll([...events(1, ...restored), caughtUp(2)], connected);
    expect(state.conversation?.timeline.entries.at(0)).toMatchObject({ message: { messageId: 'm9' } });
  });

  it('never lets events pass that do not follow', () => {
    const connected = feedAll([hello({ epoch: 'e2', head: 9 })], disconnected(live()));
    expect(feed(events(4, answered(2, 'm2', [text('Hi')])), connected).outcome).toBe('resync');
  });

  it('is assumed when the log is shorter than what was read of it', () => {
    expect(feedAll([hello({ head: 2 })], disconnected(live())).cursor).toBeNull();
  });

  it('within one connection is a fault', () => {
    expect(feed([hello({ epoch: 'e2' })], live()).outcome).toBe('resync');
  });
});

describe('drafts', () => {
  it('grow by what follows, drop what is known, and add the rest of an overlap', () => {
    const state = live(draftFrame(2, 'm2', 0, 'Good '), draftFrame(2, 'm2', 5, 'mor'));
    expect(texts(state)).toEqual(['Good mor']);
    expect(feedAll([draftFrame(2, 'm2', 2, 'od m')], state)).toBe(state);
    expect(texts(feedAll([draftFrame(2, 'm2', 3, 'd morning')], state))).toEqual(['Good morning']);
  });

  it('with a gap ask for a resync and keep their text', () => {
    const result = feed([draftFrame(2, 'm2', 9, 'x')], live(draftFrame(2, 'm2', 0, 'Good')));
    expect(result.outcome).toBe('resync');
    expect(texts(result.state)).toEqual(['Good']);
    expect(feed([draftFrame(2, 'm3', 1, 'x')], live()).outcome).toBe('resync');
  });

  it('that contradict themselves ask for a resync, and are taken as they come then', () => {
    const result = feed([draftFrame(2, 'm2', 2, 'XX')], live(draftFrame(2, 'm2', 0, 'Good')));
    expect(result.outcome).toBe('resync');
    const again = feedAll([hello(), draftFrame(2, 'm2', 0, 'GoXX'), caughtUp(3)], disconnected(result.state));
    expect(texts(again)).toEqual(['GoXX']);
  });

  it('end with their message, and what comes for them later is ignored', () => {
    const open = live(draftFrame(2, 'm2', 0, 'Good'), draftFrame(2, 'm3', 0, 'Next'));
    const state = feedAll(events(4, answered(2, 'm2', [text('Good')], 'none')), open);
    expect(texts(state)).toEqual(['Next']);
    expect(feedAll([draftFrame(2, 'm2', 4, ' morning')], state)).toBe(state);
  });

  it('of a tool call end with the logged call', () => {
    const input = draftFrame(2, 't1', 0, '{"q"', { kind: 'tool_input', toolName: 'search' });
    const call: EventSeed = {
      type: 'tool_call',
      turn: 2,
      author: 'bot',
      payload: { toolCallId: 't1', name: 'search', args: {} },
    };
    expect(live(input).board.drafts).toHaveLength(1);
    expect(feedAll(events(4, call), live(input)).board.drafts).toEqual([]);
  });

  it.each([
    ['a closing message', answered(2, 'm9', [text('Other')])],
    ['a cleared turn', cleared(2, 'lost')],
  ])('end with their turn by %s', (_, event) => {
    const state = feedAll(events(4, event), live(draftFrame(2, 'm2', 0, 'Good')));
    expect(state.board.drafts).toEqual([]);
    expect(feedAll([draftFrame(2, 'm2', 0, 'Good')], state)).toBe(state);
  });

  it('of a lower fence are ignored, and end when another execution takes the turn', () => {
    const open = live(draftFrame(2, 'm2', 0, 'Good'));
    const state = feedAll(events(4, started(2, 2)), open);
    expect(state.board.drafts).toEqual([]);
    expect(feedAll([draftFrame(2, 'm2', 0, 'Good')], state)).toBe(state);
    expect(texts(feedAll([draftFrame(2, 'm5', 0, 'New', { fence: 2 })], state))).toEqual(['New']);
  });

  it('are dropped when the server says so', () => {
    const dropped: Frame = { kind: 'draft_dropped', data: { draftId: draft(2, 'm2', 0, '').draftId } };
    const state = feedAll([dropped], live(draftFrame(2, 'm2', 0, 'Good')));
    expect(state.board.drafts).toEqual([]);
    expect(feedAll([dropped, draftFrame(2, 'm2', 0, 'Good')], state).board).toBe(state.board);
  });

  it('are sent again by a connection that takes the place of another: one that is not is gone until it comes whole', () => {
    const late = draftFrame(2, 'm3', 0, 'Late');
    const state = live(draftFrame(2, 'm2', 0, 'Good'), late, draftFrame(2, 'm4', 0, 'Dropped'));
    const again = feedAll([hello(), draftFrame(2, 'm2', 0, 'Good')], state);
    expect(again.board.drafts).toBe(state.board.drafts);
    const dropped: Frame = { kind: 'draft_dropped', data: { draftId: draft(2, 'm4', 0, '').draftId } };
    const without = feedAll([dropped, caughtUp(3)], again);
    expect(without.board.drafts).toEqual(state.board.drafts.slice(0, 1));
    expect(without.board.drafts[0]).toBe(state.board.drafts[0]);
    // It began behind what the new connection had brought, or another node of the server learnt of it late.
    const next = feedAll([late, draftFrame(2, 'm4', 0, 'Dropped'), hello(), caughtUp(3), late], without);
    expect(texts(next)).toEqual(['Late']);
    expect(feedAll([draftFrame(2, 'm4', 0, 'Dropped')], next).board).toBe(next.board);
  });

  it('are interrupted by a lost connection, until they go on', () => {
    const broken = disconnected(live(draftFrame(2, 'm2', 0, 'Good'), draftFrame(2, 'm3', 0, 'Gone')));
    expect(broken.board.drafts.map(({ interrupted }) => interrupted)).toEqual([true, true]);
    const connected = feedAll([hello()], broken);
    expect(connected.board.drafts.map(({ interrupted }) => interrupted)).toEqual([true, true]);
    const sentAgain = feedAll([draftFrame(2, 'm2', 0, 'Good morning')], connected);
    expect(sentAgain.board.drafts.map(({ interrupted }) => interrupted)).toEqual([false, true]);
    const state = feedAll([caughtUp(3)], sentAgain);
    expect(state.board.drafts).toMatchObject([{ messageId: 'm2', text: 'Good morning', interrupted: false }]);
  });

  it('keep the identity of those that did not change', () => {
    const state = live(draftFrame(2, 'm2', 0, 'One'), draftFrame(2, 'm3', 0, 'Two'));
    const next = feedAll([draftFrame(2, 'm3', 3, '!')], state);
    expect(next.board.drafts[0]).toBe(state.board.drafts[0]);
    expect(next.conversation).toBe(state.conversation);
  });
});

describe('what is transient', () => {
  const progress = (turn: number): Frame => ({
    kind: 'progress',
    data: { turn, author: 'bot', status: 'searching' },
  });

  it('a progress ends with the next message, with its turn, and with the connection', () => {
    const state = live(progress(2));
    expect(state.progress?.status).toBe('searching');
    expect(feedAll(events(4, answered(2, 'm2', [text('x')], 'none')), state).progress).toBeNull();
    expect(feedAll(events(4, cleared(2, 'idle')), state).progress).toBeNull();
    expect(disconnected(state).progress).toBeNull();
  });

  it('the same progress again, as each poll says it, changes nothing', () => {
    const state = live(progress(2));
    expect(feedAll([progress(2)], state)).toBe(state);
  });

  it('a progress that another connection sends again ends with the message after it, known or not', () => {
    const message = events(4, answered(2, 'm2', [text('x')], 'none'));
    const state = feedAll([...message, hello(), progress(2), caughtUp(4)], live());
    expect(state.progress?.status).toBe('searching');
    expect(feedAll(events(3, started(2)), state)).toBe(state);
    const ended = feedAll(message, state);
    expect(ended.progress).toBeNull();
    expect(feedAll(message, ended)).toBe(ended);
  });

  it('a progress of a closed turn comes too late', () => {
    const state = live();
    expect(feedAll([progress(1)], state)).toBe(state);
  });

  const people = (kind: 'presence' | 'typing', ...participantIds: string[]): Frame => ({
    kind,
    data: { participantIds },
  });

  it('who is here and who writes is as the newest frame says, and the same again changes nothing', () => {
    const state = live(people('presence', 'bot', 'eve'), people('typing', 'eve'));
    expect([state.presence, state.typing]).toEqual([['bot', 'eve'], ['eve']]);
    expect(feedAll([people('presence', 'bot', 'eve'), people('typing', 'eve')], state)).toBe(state);
    const next = feedAll([people('presence', 'eve')], state);
    expect([next.presence, next.typing]).toEqual([['eve'], ['eve']]);
    expect(next.typing).toBe(state.typing);
  });

  it('who writes does not any more once the message is there, and nobody is here without a connection', () => {
    const state = live(people('presence', 'eve'), people('typing', 'bot', 'eve'));
    expect(feedAll(events(4, answered(2, 'm2', [text('x')], 'none')), state).typing).toEqual(['eve']);
    expect(disconnected(state)).toMatchObject({ presence: [], typing: [] });
  });

  it('the same guidance again changes nothing', () => {
    const guidance = (): Frame => ({
      kind: 'guidance',
      data: { nextParticipantId: 'bot', kind: 'continue_turn', turn: 2 },
    });
    const state = live(guidance());
    expect(state.guidance?.nextParticipantId).toBe('bot');
    expect(feedAll([guidance()], state)).toBe(state);
  });

  it('guidance is gone once the log has gone on, until the server says what is due now', () => {
    const guidance = (data: Guidance): Frame => ({ kind: 'guidance', data });
    const start = { nextParticipantId: 'bot', kind: 'start_turn', turn: 2 } as const;
    const asked = feedAll([hello(), ...events(1, ...OPEN.slice(0, 2)), guidance(start)]);
    expect(asked.guidance).toEqual(start);
    const open = feedAll(events(3, started(2)), asked);
    expect(open.guidance).toBeNull();
    const wait = { nextParticipantId: null, kind: 'wait', turn: 2, waitingFor: 'approval' } as const;
    const parked = feedAll([guidance(wait)], open);
    // Written and read in one go: the server was ahead of what it had sent of the log.
    const ahead = { nextParticipantId: 'ada', kind: 'start_turn', turn: 3 } as const;
    for (const end of [answered(2, 'm2', [text('Done')]), cleared(2, 'stopped')]) {
      expect(feedAll(events(4, end), parked).guidance).toBeNull();
      expect(feedAll([guidance(ahead), ...events(4, end)], parked).guidance).toEqual(ahead);
    }
    const note: EventSeed = { type: 'note', author: 'ada', payload: { text: 'Still waiting' } };
    expect(feedAll(events(4, note), parked).guidance).toBe(parked.guidance);
  });

  it('guidance that waits for something else is other guidance', () => {
    const wait = (waitingFor: 'person' | 'resume'): Frame => ({
      kind: 'guidance',
      data: { nextParticipantId: null, kind: 'wait', turn: 1, waitingFor },
    });
    expect(live(wait('person'), wait('resume')).guidance?.waitingFor).toBe('resume');
  });

  it('a bye ends the connection and nothing else', () => {
    const state = live();
    const bye: Frame = { kind: 'bye', data: { reason: 'shutdown', retryAfterMs: 5 } };
    expect(applyFrame(state, bye)).toEqual({ outcome: 'ended', state, bye: bye.data });
  });
});
