import { type Frame, FOLD_VERSION, foldEvents, emptyState, toSnapshot } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, eventAt, type EventSeed } from '../test-support/events.js';
import { caughtUp, feed, feedAll, hello } from '../test-support/frames.js';
import { BEFORE, MEANWHILE } from '../test-support/recorded-conversation.js';
import { ScriptedWorld, type Step } from '../test-support/scripted-world.js';
import { disconnected, type SyncState } from './sync-state.js';

const RUNS = { numRuns: FULL ? 3_000 : 300, seed: 2026 };
const STEPS: readonly Step[] = [...BEFORE, ...MEANWHILE];

/** The frames of a viewer who was there from the first step on. */
function recorded(): Frame[] {
  const world = new ScriptedWorld();
  const frames: Frame[] = [];
  world.do(...STEPS.slice(0, 1));
  world.view({ conversationId: CONVERSATION_ID, cursor: '0' }, (frame) => frames.push(frame));
  world.do(...STEPS.slice(1));
  return frames;
}

/** What a new connection with the cursor of `state` brings, in the end of the recorded conversation. */
function resumed(state: SyncState): SyncState {
  const world = new ScriptedWorld();
  world.do(...STEPS);
  const frames: Frame[] = [];
  const cursor = state.cursor === null ? {} : { cursor: `${state.cursor.epoch}-${state.cursor.seq}` };
  world.view({ conversationId: CONVERSATION_ID, ...cursor }, (frame) => frames.push(frame));
  return feedAll(frames, disconnected(state));
}

/** A state as what is shown of it. */
function shown({ cursor, conversation, board, guidance, ...live }: SyncState): unknown {
  return JSON.parse(
    JSON.stringify({
      cursor,
      control: conversation?.control,
      entries: [...(conversation?.timeline.entries ?? [])],
      cleared: conversation?.timeline.clearedTurns.get('4'),
      drafts: board.drafts,
      guidance,
      progress: live.progress,
      presence: live.presence,
      typing: live.typing,
    }),
  );
}

const FRAMES = recorded();
const EXPECTED = shown(feedAll(FRAMES));

const place = fc.nat({ max: FRAMES.length - 1 });
type Trouble = (frames: readonly Frame[]) => readonly Frame[];

/** A frame comes again, at its place or later; but for `hello`, which is another connection. */
const duplicate = fc.tuple(place, fc.nat({ max: 12 })).map(
  ([at, later]): Trouble =>
    (frames) => {
      const again = frames.slice(at, at + 1).filter(({ kind }) => kind !== 'hello');
      return frames.toSpliced(at + 1 + later, 0, ...again);
    },
);
/** Two neighbours change places. */
const swap = place.map(
  (at): Trouble =>
    (frames) =>
      frames.toSpliced(at, 2, ...frames.slice(at, at + 2).reverse()),
);
/** A frame is lost. */
const loss = place.map(
  (at): Trouble =>
    (frames) =>
      frames.toSpliced(at, 1),
);
/** A piece of a draft comes again together with its neighbours: an overlap. */
const overlap = fc.tuple(place, fc.nat({ max: 20 })).map(
  ([at, units]): Trouble =>
    (frames) =>
      frames.map((frame, index) => (index === at ? longer(frame, units) : frame)),
);

/** The draft frame with up to `units` of the text before it. */
function longer(frame: Frame, units: number): Frame {
  if (frame.kind !== 'draft') return frame;
  const { draftId, offset, text } = frame.data;
  const whole = FRAMES.map((other) =>
    other.kind === 'draft' && other.data.draftId === draftId ? other.data.text : '',
  ).join('');
  const start = Math.max(0, offset - units);
  return { kind: 'draft', data: { ...frame.data, offset: start, text: whole.slice(start, offset) + text } };
}

describe('the frames of a connection', () => {
  it('come to the same state with duplicates and overlaps', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(duplicate, overlap), { maxLength: 8 }), (troubles) => {
        const frames = troubles.reduce<readonly Frame[]>((all, trouble) => trouble(all), FRAMES);
        expect(shown(feedAll(frames))).toEqual(EXPECTED);
      }),
      RUNS,
    );
  });

  it('come to the same state or to a resync when some are lost, late or twice, and a resync comes to it', () => {
    let resyncs = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(duplicate, overlap, swap, loss), { minLength: 1, maxLength: 6 }),
        (troubles) => {
          const frames = troubles.reduce<readonly Frame[]>((all, trouble) => trouble(all), FRAMES);
          const result = feed(frames);
          if (result.outcome === 'resync') resyncs += 1;
          // What is transient, or was lost at the very end, comes with the next connection.
          expect(shown(resumed(result.state))).toEqual(EXPECTED);
        },
      ),
      RUNS,
    );
    expect(resyncs).toBeGreaterThan(0);
  });

  it('never show a message that was not logged', () => {
    const logged = new Set(
      FRAMES.flatMap((frame) => (frame.kind === 'event' ? [JSON.stringify(frame.data.payload)] : [])),
    );
    fc.assert(
      fc.property(fc.nat({ max: FRAMES.length }), (count) => {
        const state = feedAll(FRAMES.slice(0, count));
        for (const entry of state.conversation?.timeline.entries ?? []) {
          if (entry.kind === 'message') expect(logged).toContain(JSON.stringify(entry.message));
        }
      }),
      RUNS,
    );
  });
});

describe('the snapshot law at the client', () => {
  const seeds = STEPS.flatMap((step): EventSeed[] => ('event' in step ? [step.event] : []));
  const log = seeds.map((seed, index) => eventAt(index + 1, seed));
  const viewer = { operator: true };

  it('a snapshot at any seq and the events after it are the whole log', () => {
    const whole = feedAll([
      hello(),
      ...log.map((data): Frame => ({ kind: 'event', data })),
      caughtUp(log.length),
    ]);
    for (let at = 1; at <= log.length; at++) {
      const folded = toSnapshot(foldEvents(emptyState(CONVERSATION_ID), log.slice(0, at)), viewer, 1_000);
      const state: unknown = JSON.parse(JSON.stringify(folded));
      const rest = log.slice(at).map((data): Frame => ({ kind: 'event', data }));
      const resumedState = feedAll([
        hello(),
        { kind: 'snapshot', data: { atSeq: at, foldVersion: FOLD_VERSION, state } },
        ...rest,
        caughtUp(log.length),
      ]);
      expect(shown(resumedState), `snapshot at ${at}`).toEqual(shown(whole));
    }
  });
});
