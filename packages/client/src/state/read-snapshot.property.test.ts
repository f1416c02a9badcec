import {
  emptyState,
  FOLD_VERSION,
  type Frame,
  foldEvents,
  parseFrame,
  toSnapshot,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answered,
  CONVERSATION_ID,
  created,
  type EventSeed,
  eventAt,
  queued,
  said,
  started,
  text,
} from '../test-support/events.js';
import { caughtUp, feed, hello } from '../test-support/frames.js';
import type { ChatState } from './chat-state.js';
import { readSnapshot } from './read-snapshot.js';
import { selectView } from './view.js';

const RUNS = { numRuns: FULL ? 20_000 : 1_000 };

const LOG: readonly EventSeed[] = [
  created,
  said(1, 'm1', 'Hello'),
  started(2),
  { type: 'tool_call', turn: 2, author: 'bot', payload: { toolCallId: 't1', name: 'x', args: {} } },
  queued('m2', 'Wait'),
];
/** Touches all that is open, and entries that were in the snapshot. */
const AFTER: readonly EventSeed[] = [
  { type: 'tool_result', turn: 2, author: 'bot', payload: { toolCallId: 't1', output: 1 } },
  { type: 'queued_changed', author: 'ada', payload: { messageId: 'm2', parts: [text('Go on')] } },
  { type: 'queued_removed', author: 'ada', payload: { messageId: 'm2', reason: 'cancelled' } },
  answered(2, 'm3', [text('Hi')]),
];

const log = LOG.map((seed, index) => eventAt(index + 1, seed));
const SNAPSHOT = JSON.stringify(
  toSnapshot(foldEvents(emptyState(CONVERSATION_ID), log), { operator: true }, 200),
);
const after: readonly Frame[] = AFTER.map((seed, index) => ({
  kind: 'event',
  data: eventAt(LOG.length + 1 + index, seed),
}));

/** JSON texts that a broken or hostile server may put in the place of anything. */
const STRANGE = [
  'null',
  'true',
  '-1',
  '1e300',
  '""',
  '"x"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"kind":"message","seq":1}',
  '{"length":2}',
];

/** The places of a JSON text where a value begins and ends. */
function valuesIn(json: string): readonly (readonly [start: number, end: number])[] {
  const found: [number, number][] = [];
  const places = /(?<=[:[,])(?:"(?:[^"\\]|\\.)*"|-?\d+|true|false|null|[[{])/g;
  for (const { 0: first, index } of json.matchAll(places)) {
    let end = index + first.length;
    for (let depth = first === '[' || first === '{' ? 1 : 0; depth > 0; end += 1) {
      const character = json[end];
      if (character === '[' || character === '{') depth += 1;
      if (character === ']' || character === '}') depth -= 1;
    }
    found.push([index, end]);
  }
  return found;
}

const VALUES = valuesIn(SNAPSHOT);

const changed = fc
  .tuple(fc.constantFrom(...VALUES), fc.constantFrom(...STRANGE))
  .map(([[start, end], strange]) => SNAPSHOT.slice(0, start) + strange + SNAPSHOT.slice(end))
  .filter((json) => {
    try {
      JSON.parse(json);
      return true;
    } catch {
      return false; // A key was taken for a value.
    }
  });

afterEach(() => {
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

describe('a changed snapshot', () => {
  it('is read or refused, and never breaks the frames after it', () => {
    const counts = { applied: 0, refused: 0 };
    fc.assert(
      fc.property(changed, (json) => {
        const data: unknown = { atSeq: LOG.length, foldVersion: FOLD_VERSION, state: JSON.parse(json) };
        const frame = parseFrame('snapshot', data);
        const { outcome, state } = feed([hello(), frame!, ...after, caughtUp(LOG.length + AFTER.length)]);
        selectView({
          conversation: state.conversation,
          drafts: [],
          pending: [],
          sent: [],
        } as unknown as ChatState);
        counts[outcome === 'applied' ? 'applied' : 'refused'] += 1;
      }),
      RUNS,
    );
    // The property says something about both.
    expect(counts.applied).toBeGreaterThan(50);
    expect(counts.refused).toBeGreaterThan(50);
  });

  it('is refused whatever else stands in its place', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readSnapshot(value)).toBeNull();
      }),
      RUNS,
    );
  });

  it('is refused without a crash when it is 100,000 deep', () => {
    const deep: unknown = JSON.parse('[{"control":'.repeat(100_000) + '1' + '}]'.repeat(100_000));
    expect(readSnapshot(deep)).toBeNull();
  });
});
