import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationEvent } from '../events/event.js';
import { isVisible } from '../events/project.js';
import { FULL } from '../test-support/seeded.js';
import { asStored, validLogs, VIEWERS } from '../test-support/valid-log.js';
import type { Viewer } from '../values/caller.js';
import { changesOf } from './annotations.js';
import { emptyState, foldEvent, foldEvents, foldOmitted } from './fold.js';
import { historyBound, prepend } from './prepend.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';
import type { ConversationSnapshot, ConversationState } from './state.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const RUNS = FULL ? 1_000 : 60;
const OPERATOR: Viewer = { operator: true };
const viewers = fc.constantFrom(...VIEWERS);

const start = (): ConversationState => emptyState('c1');

/** What a reader makes of the events that it is sent, and of the gaps between them. */
function read(
  from: ConversationState,
  events: readonly ConversationEvent[],
  viewer: Viewer,
): ConversationState {
  let state = from;
  for (const event of events) {
    state = isVisible(event, viewer) ? foldEvent(state, event) : foldOmitted(state, event.seq);
  }
  return state;
}

/** A state as the JSON that crosses the wire, whole. */
function plain(state: ConversationState, viewer: Viewer): ConversationSnapshot {
  const snapshot = JSON.parse(JSON.stringify(toSnapshot(state, viewer, Infinity))) as ConversationSnapshot;
  const byJson = <T>(items: readonly T[]): T[] =>
    [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    ...snapshot,
    usage: byJson(snapshot.usage),
    runs: byJson(snapshot.runs),
    clearedTurns: byJson(snapshot.clearedTurns),
  };
}

function wire(state: ConversationState, viewer: Viewer, entryCount: number): ConversationState {
  return fromSnapshot(JSON.parse(JSON.stringify(toSnapshot(state, viewer, entryCount))));
}

describe('the snapshot law', () => {
  it('holds for every log, every seq and every viewer', () => {
    fc.assert(
      fc.property(validLogs(), viewers, (events, viewer) => {
        const whole = plain(read(start(), events, viewer), viewer);
        let server = start();
        for (let at = 0; at <= events.length; at++) {
          const event = events[at - 1];
          if (event !== undefined) server = foldEvent(server, event);
          const state = read(wire(server, viewer, Infinity), events.slice(at), viewer);
          expect(plain(state, viewer)).toEqual(whole);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('holds for snapshots of any length: what such a state has is the end of what the log has', () => {
    fc.assert(
      fc.property(validLogs(), viewers, fc.integer({ min: 0, max: 8 }), (events, viewer, entryCount) => {
        const whole = plain(read(start(), events, viewer), viewer);
        let server = start();
        for (const [index, event] of events.entries()) {
          server = foldEvent(server, event);
          const state = read(wire(server, viewer, entryCount), events.slice(index + 1), viewer);
          const { control, entries, runs, usage } = plain(state, viewer);
          expect(control).toEqual(whole.control);
          expect(entries).toEqual(whole.entries.slice(whole.entries.length - entries.length));
          expect(usage).toEqual(whole.usage);
          expect(whole.runs).toEqual(expect.arrayContaining(runs as unknown[]));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('holds backwards: pages before a snapshot complete it to what the log folds to', () => {
    const pages = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(validLogs(), viewers, pages, fc.nat(), (events, viewer, pageLength, cut) => {
        const stored = asStored(events);
        const server = foldEvents(start(), events);
        const whole = plain(read(start(), events, viewer), viewer);
        const at = cut % (events.length + 1);
        let state = wire(foldEvents(start(), events.slice(0, at)), viewer, 2);
        state = read(state, events.slice(at), viewer);
        for (let bound = historyBound(state); bound !== null; bound = historyBound(state)) {
          const before = stored.slice(0, bound - 1);
          const page = before.slice(-pageLength);
          const fromSeq = page[0]?.seq ?? 1;
          const later = new Set<number>();
          for (const entry of server.timeline.entries) {
            if (entry.seq < fromSeq || entry.seq >= bound) continue;
            for (const seq of changesOf(entry)) if (seq >= bound) later.add(seq);
          }
          const seen = (all: readonly ConversationEvent[]): ConversationEvent[] =>
            all.filter((event) => isVisible(event, viewer));
          const annotations = seen(stored.filter((event) => later.has(event.seq)));
          state = prepend(state, { events: seen(page), annotations, fromSeq });
        }
        const found = plain(state, viewer);
        expect(found.entries).toEqual(whole.entries);
        expect(found.control).toEqual(whole.control);
        expect(found.runs).toEqual(whole.runs);
        expect(found.clearedTurns).toEqual(whole.clearedTurns);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('erasure', () => {
  it('leaves the state that the blanked log folds to', () => {
    fc.assert(
      fc.property(validLogs(100), (events) => {
        const blanked = plain(foldEvents(start(), asStored(events)), OPERATOR);
        expect(plain(foldEvents(start(), events), OPERATOR)).toEqual(blanked);
      }),
      { numRuns: RUNS * 5 },
    );
  });
});

describe('the random logs', () => {
  it('have every event type', () => {
    const types = new Set(
      fc
        .sample(validLogs(100), { numRuns: 300, seed: 1 })
        .flatMap((events) => events.map(({ type }) => type)),
    );
    const known = Object.keys(ConversationEvent.variants.known);
    expect([...types].sort()).toEqual([...known, 'moon_phase'].sort());
  });

  it('are mostly of what people, agents and tools say', () => {
    const counts: Record<string, number> = {};
    const numRuns = 500;
    // As the laws above get them: a property begins with short ones, a sample does not.
    fc.assert(
      fc.property(validLogs(), (events) => {
        for (const type of new Set(events.map((event) => event.type))) counts[type] = (counts[type] ?? 0) + 1;
      }),
      { numRuns, seed: 1 },
    );
    const { message = 0, tool_call: called = 0, tool_result: answered = 0 } = counts;
    expect(message / numRuns).toBeGreaterThan(0.6);
    expect(called / numRuns).toBeGreaterThan(0.5);
    expect(answered / numRuns).toBeGreaterThan(0.15);
  });
});
