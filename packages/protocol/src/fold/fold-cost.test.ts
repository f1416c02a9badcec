import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../events/event.js';
import { countSteps, widestObject } from '../test-support/count-steps.js';
import { mixedLog, PILES } from '../test-support/log-piles.js';
import { CONVERSATION_ID } from '../test-support/log-writer.js';
import { emptyState, foldEvents } from './fold.js';
import { historyBound, prepend } from './prepend.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';
import type { ConversationState } from './state.js';

// Entries that are walked over or copied are counted, not time: a square shows as itself.

const FEW = 1_000;
const MANY = 4 * FEW;
/** What is bounded instead, by 4,096 calls of a turn: each copies those before it. */
const BOUNDED = ['tool calls of one turn'];
const LOGS: Record<string, (count: number) => readonly ConversationEvent[]> = {
  'turns with tools, cards and feedback': mixedLog,
  ...Object.fromEntries(Object.entries(PILES).filter(([name]) => !BOUNDED.includes(name))),
};
const start = (): ConversationState => emptyState(CONVERSATION_ID);

describe('folding is linear in', () => {
  it.each(Object.entries(LOGS))('%s', (_, logOf) => {
    const [few, many] = [FEW, MANY].map((count) => {
      const log = logOf(count);
      return countSteps(() => foldEvents(start(), log));
    }) as [number, number];
    expect(few).toBeGreaterThan(FEW);
    // Four times as much, where a square is 16 times: the paths of a list grow with the logarithm of its length.
    expect(many / few).toBeLessThan(6);
  });
});

describe('one more event costs the same after', () => {
  it.each(Object.entries(LOGS))('%s', (_, logOf) => {
    const more = 10;
    const [few, many] = [FEW, MANY].map((count) => {
      const log = logOf(count + more);
      const state = foldEvents(start(), log.slice(0, count));
      const next = log.slice(count, count + more);
      return countSteps(() => foldEvents(state, next));
    }) as [number, number];
    expect(many / few).toBeLessThan(2);
  });
});

// An object is copied with all of its fields, and no step is counted for that.
it.each(Object.entries(LOGS))('no object of the state grows with %s', (_, logOf) => {
  const [few, many] = [FEW, MANY].map((count) => widestObject(foldEvents(start(), logOf(count))));
  expect(few).toBeGreaterThan(0);
  expect(many).toBe(few);
});

it('history that is loaded page by page costs the same for each page', () => {
  const [few, many] = [FEW, MANY].map((count) => {
    const log = (PILES['siblings of one parent'] as (typeof LOGS)[string])(count);
    let state = fromSnapshot(toSnapshot(foldEvents(start(), log), { operator: true }, 10));
    let steps = 0;
    for (let bound = historyBound(state); bound !== null; bound = historyBound(state)) {
      const fromSeq = Math.max(1, bound - 50);
      const page = { events: log.slice(fromSeq - 1, bound - 1), annotations: [], fromSeq };
      steps += countSteps(() => {
        state = prepend(state, page);
      });
    }
    return steps;
  }) as [number, number];
  expect(many / few).toBeLessThan(5);
});
