import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ConversationEvent } from '../events/event.js';
import { emptyState, foldEvents } from './fold.js';
import { toSnapshot } from './snapshot.js';

// What the protocol says of the size of a snapshot: the newest entries, so many or so long, and at most
// twice that more for the beginning of the turn that the cut falls into.

const ENTRIES = 6;
const CHARS = 3_000;
const EVERYBODY = { operator: true };

/** The lengths of the messages of some turns. */
const turnsOfMessages = fc.array(
  fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 24 }),
  {
    minLength: 1,
    maxLength: 12,
  },
);

function logOf(turns: readonly (readonly number[])[]): ConversationEvent[] {
  const log: ConversationEvent[] = [];
  const add = (type: string, turn: number, payload: object, isLast = false): void => {
    log.push({
      conversationId: 'c1',
      seq: log.length + 1,
      turn,
      ts: '2026-01-01T00:00:00.000Z',
      author: 'bot',
      type,
      finality: isLast ? 'turn' : 'none',
      audience: 'everyone',
      payload,
    });
  };
  add('created', 0, { participants: [] });
  turns.forEach((lengths, turn) => {
    lengths.forEach((length, index) => {
      const parts = [{ type: 'text', partId: 'p1', text: 'x'.repeat(length) }];
      const messageId = `m${log.length + 1}`;
      const payload = { messageId, parentId: null, role: 'assistant', parts };
      add('message', turn + 1, payload, index === lengths.length - 1);
    });
  });
  return log;
}

it('a snapshot has the newest entries, so many or so long, from the beginning of a turn where it is not far', () => {
  let cutWithin = 0;
  let shortened = 0;
  fc.assert(
    fc.property(turnsOfMessages, (turns) => {
      const state = foldEvents(emptyState('c1'), logOf(turns));
      const all = [...state.timeline.entries];
      const { entries } = toSnapshot(state, EVERYBODY, ENTRIES, CHARS);
      expect(entries).toEqual(all.slice(all.length - entries.length));

      const sizes = all.map((entry) => JSON.stringify(entry).length);
      const sum = (from: number, to: number): number => sizes.slice(from, to).reduce((a, b) => a + b, 0);
      // As far back as either bound lets: the entry that breaks the bound of characters is in.
      let cut = all.length;
      while (cut > 0 && all.length - cut < ENTRIES && sum(cut, all.length) <= CHARS) cut -= 1;
      if (all.length - cut < ENTRIES && cut > 0) shortened += 1;
      const turn = all[cut]?.turn;
      const begins = all.findIndex((entry) => entry.turn === turn);
      const start = all.length - entries.length;
      if (start === begins) {
        expect(cut - begins).toBeLessThanOrEqual(2 * ENTRIES);
        expect(sum(begins + 1, cut)).toBeLessThanOrEqual(2 * CHARS);
        return;
      }
      cutWithin += 1;
      expect(start).toBe(cut);
      const isFar = cut - begins > 2 * ENTRIES || sum(begins, cut) > 2 * CHARS;
      expect(isFar).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(cutWithin).toBeGreaterThan(0);
  expect(shortened).toBeGreaterThan(0);
});
