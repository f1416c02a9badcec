// What folding a log costs, as ratios of one run: against JSON.parse of the same events, at four
// lengths, and for what one person can pile up on one message.
import { performance } from 'node:perf_hooks';
import { describe, it } from 'vitest';
import { emptyState, foldEvent, foldEvents } from '../src/fold/fold.js';
import { prepend } from '../src/fold/prepend.js';
import { fromSnapshot, toSnapshot } from '../src/fold/snapshot.js';
import type { ConversationState } from '../src/fold/state.js';
import { mixedLog, PILES } from '../src/test-support/log-piles.js';
import { CONVERSATION_ID } from '../src/test-support/log-writer.js';

/** Milliseconds of the fastest of a few runs. */
function timeOf(work: () => void, runs = 3): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const start = (): ConversationState => emptyState(CONVERSATION_ID);
const show = (text: string): void => console.log(text);

describe('folding a log', { timeout: 300_000 }, () => {
  it('is linear', () => {
    const all = mixedLog(100_000);
    const jsons = all.map((event) => JSON.stringify(event));
    const floor = timeOf(() => jsons.forEach((json) => JSON.parse(json)));
    foldEvents(start(), all);
    let each = 0;
    for (const count of [10_000, 20_000, 50_000, 100_000]) {
      const events = all.slice(0, count);
      const time = timeOf(() => foldEvents(start(), events));
      each ||= time / count;
      show(
        `${count} events: ${((time * 1_000) / count).toFixed(2)} us an event, ` +
          `${(time / count / each).toFixed(2)} x of 10,000, ${(time / ((floor * count) / 100_000)).toFixed(2)} x JSON.parse`,
      );
    }
  });

  it('costs the same for one more event, however long the log', () => {
    const all = mixedLog(105_000);
    const times = [10, 1_000, 100_000].map((count) => {
      const more = all.slice(count, count + 5_000);
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 5; run++) {
        // Each time a new state: one that others were made of is not the newest of its history.
        const state = foldEvents(start(), all.slice(0, count));
        best = Math.min(
          best,
          timeOf(() => foldEvents(state, more), 1),
        );
      }
      return best;
    });
    show(
      `one more event at 10, 1,000 and 100,000: ${times.map((time) => (time / times[0]!).toFixed(2)).join(' : ')}`,
    );
  });

  it('reads a snapshot of 100 entries and a page of history at any length', () => {
    for (const count of [1_000, 100_000]) {
      const events = mixedLog(count);
      const state = foldEvents(start(), events);
      const taken = timeOf(() => toSnapshot(state, { operator: true }, 100));
      const short = fromSnapshot(toSnapshot(state, { operator: true }, 100));
      const bound = short.timeline.fromSeq;
      const page = { events: events.slice(bound - 201, bound - 1), annotations: [], fromSeq: bound - 200 };
      const prepended = timeOf(() => prepend(short, page));
      show(`at ${count}: a snapshot ${taken.toFixed(2)} ms, a page of 200 ${prepended.toFixed(2)} ms`);
    }
  });
});

/** As many patches as a card takes, and more events than a turn takes tool calls. */
const COUNT = 10_000;

describe('what can be piled up', { timeout: 300_000 }, () => {
  it.each(Object.keys(PILES))('%s', (name) => {
    const [few, many] = [COUNT / 4, COUNT].map((count) => {
      const events = PILES[name]!(count);
      return timeOf(() => foldEvents(start(), events), 2);
    }) as [number, number];
    show(`${COUNT} ${name}: ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} x a quarter of them`);
  });

  it('what waits for one message that is not loaded', () => {
    const [few, many] = [COUNT / 4, COUNT].map((count) => {
      const events = PILES['feedback on one message']!(count);
      const { control } = foldEvents(start(), events.slice(0, 2));
      const unloaded = { control, timeline: { ...start().timeline, fromSeq: 3 } };
      const page = { events: events.slice(0, 2), annotations: [], fromSeq: 1 };
      return timeOf(() => prepend(events.slice(2).reduce(foldEvent, unloaded), page), 2);
    }) as [number, number];
    show(`${COUNT} waiting: ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} x a quarter of them`);
  });
});
