import {
  type ConversationState,
  emptyState,
  foldEvents,
  foldOmitted,
  fromSnapshot,
  historyBound,
  prepend,
  projectControl,
  toSnapshot,
  type Viewer,
  viewerOf,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import { deeds, startSession } from '../test-support/random-session.js';

const RUNS = FULL ? 2_000 : 150;
const READERS = [
  { kind: 'operator', tenant: 'default', participantId: 'op' },
  { kind: 'member', tenant: 'default', participantId: 'ada' },
  { kind: 'agent', tenant: 'default', participantId: 'bot' },
] as const;

/** All of a state as plain data: positions as the seqs of what stands there. */
function plain({ control, timeline }: ConversationState, viewer: Viewer): unknown {
  const { entries, places, children, clearedTurns, runs, usage, waiting, fromSeq } = timeline;
  const sorted = <V>(pairs: Iterable<readonly [string, V]>): Record<string, V> =>
    Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.parse(
    JSON.stringify({
      control: projectControl(control, viewer),
      entries: [...entries],
      places: sorted([...places].map(([id, place]) => [id, entries.get(place)?.seq ?? 'nothing'] as const)),
      children: sorted([...children].map(([parent, ids]) => [parent, [...ids]] as const)),
      clearedTurns: sorted(clearedTurns),
      runs: sorted(runs),
      usage: sorted(usage),
      waiting: sorted([...waiting].map(([id, events]) => [id, [...events]] as const)),
      fromSeq,
    }),
  );
}

async function fromTheStart(api: ConversationApi): Promise<ConversationState> {
  const { events, head } = await api.call('getEvents', { conversationId: 'c1', limit: 1_000 });
  return foldOmitted(foldEvents(emptyState('c1'), events), head);
}

describe('a reader that begins with a snapshot', () => {
  it('has read backwards, page by page, what one has that read from the start', async () => {
    await fc.assert(
      fc.asyncProperty(
        deeds(60),
        deeds(15),
        fc.constantFrom(...READERS),
        fc.nat(12),
        fc.integer({ min: 1, max: 12 }),
        async (before, after, reader, entryCount, limit) => {
          const session = await startSession(createMemoryEventStore());
          const api = session.orchestrator.as(reader);
          const viewer = viewerOf(reader);
          for (const deed of before) await session.act(deed);
          const snapshot = toSnapshot(await session.state(), viewer, entryCount);
          let state = fromSnapshot(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot);

          // What happens meanwhile may be about what is not loaded yet.
          for (const deed of after) await session.act(deed);
          const afterSeq = state.control.seq;
          const news = await api.call('getEvents', { conversationId: 'c1', afterSeq, limit: 1_000 });
          state = foldOmitted(foldEvents(state, news.events), news.head);

          for (let bound = historyBound(state); bound !== null; bound = historyBound(state)) {
            const page = await api.call('getEvents', { conversationId: 'c1', beforeSeq: bound, limit });
            state = prepend(state, page);
          }
          expect(plain(state, viewer)).toEqual(plain(await fromTheStart(api), viewer));
          await session.orchestrator.close();
        },
      ),
      { numRuns: RUNS },
    );
  });
});
