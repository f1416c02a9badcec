import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore, Lease } from '../../ports/event-store.js';
import { createManualClock } from '../manual-clock.js';
import { randomOf } from '../random.js';
import { codeOf } from './error-code.js';
import { readEverything, withoutPositions } from './read-everything.js';
import {
  appendRequest,
  keyOf,
  OTHER_TENANT,
  type RequestOptions,
  seqsTo,
  storedEvent,
  TENANT,
  timeAt,
} from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

const HISTORIES = 20;
const STEPS = 120;

/** One of the two stores with the leases that it gave: fences rise, but each store may count its own way. */
interface Run {
  readonly store: EventStore;
  readonly leases: Lease[];
}
type Step = (run: Run) => Promise<unknown>;

/**
 * The store answers random histories as the memory store does. Each has a seed, which names the
 * case: the same seed gives the same history again.
 */
export function describeRandomHistories(subject: StoreUnderTest): void {
  describe('random histories', () => {
    it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
      'of seed %i are answered as the model answers them',
      async (seed) => {
        const random = randomOf(seed);
        const clock = createManualClock();
        const model: Run = { store: createMemoryEventStore({ clock }), leases: [] };
        const run: Run = { store: subject.store, leases: [] };
        for (let index = 0; index < STEPS; index++) {
          if (random(8) === 0) {
            clock.advance(400);
            subject.clock.advance(400);
          }
          const step = randomStep(random);
          const expected = await step(model);
          expect(await step(run), `step ${index}`).toEqual(expected);
        }
      },
    );
  });
}

function randomStep(random: (below: number) => number): Step {
  const tenant = random(5) === 0 ? OTHER_TENANT : TENANT;
  const conversationId = `conversation-${random(4)}`;
  const participantId = `participant-${random(3)}`;
  const requestId = `request-${random(30)}`;
  const seq = random(30);
  const limit = 1 + random(6);
  const ttlMs = 1_000;

  switch (random(17)) {
    case 0:
      return ({ store }) => store.read({ conversationId, tenant, afterSeq: seq, limit });
    case 1:
      return ({ store }) => store.read({ conversationId, tenant, beforeSeq: seq + 1, limit });
    case 2:
      return ({ store }) => store.getRecord(tenant, conversationId);
    case 3:
      return ({ store }) => store.listRecords({ tenant, limit });
    case 4:
      return ({ store }) => store.listRecords({ tenant, participantId, limit });
    case 5: {
      const after = random(2) === 0 ? undefined : { updatedAt: timeAt(random(20)), conversationId };
      return ({ store }) => store.listRunnable(limit, after);
    }
    case 6:
      return ({ store }) => store.findKey(tenant, conversationId, 'visitor', requestId);
    case 7:
      return acquireStep(conversationId, `owner-${random(2)}`, ttlMs);
    case 8:
      return leaseStep(random(8), ({ store }, lease) => store.renewLease(lease, ttlMs));
    case 9:
      return leaseStep(random(8), ({ store }, lease) => store.releaseLease(lease));
    case 10:
      return async ({ store }) => withoutPositions(await readEverything(store, limit));
    case 11:
      return eraseStep(conversationId, tenant, limit, random(4) === 0 ? seq : 0);
    case 12:
      return random(6) === 0
        ? ({ store }) => codeOf(store.deleteConversation(tenant, conversationId))
        : ({ store }) => store.getRecord(tenant, conversationId);
    default: {
      const options: RequestOptions = {
        conversationId,
        tenant,
        count: random(4),
        mark: `mark ${random(1_000)}`,
        participantIds: ['guide', participantId],
        updatedAt: timeAt(random(20)),
        runnable: random(2) === 0,
        ...(random(2) === 0 && { key: keyOf(requestId, { paramsHash: `hash ${random(3)}` }) }),
      };
      const expectedSeq = random(4) === 0 ? seq : null;
      return appendStep(options, expectedSeq, random(3) === 0 ? random(8) : null);
    }
  }
}

/** An append on the head, or after `seq`; with the fence of the newest but `nth` lease, if any. */
function appendStep(options: RequestOptions, seq: number | null, nth: number | null): Step {
  return async ({ store, leases }) => {
    const { tenant = TENANT, conversationId = '' } = options;
    const expectedSeq = seq ?? (await headOf(store, tenant, conversationId));
    const fence = nth === null ? undefined : (leases.at(-1 - nth)?.fence ?? 0);
    return store.append(appendRequest({ ...options, expectedSeq, ...(fence !== undefined && { fence }) }));
  };
}

/** Every `nth` event of what there is, and perhaps one that there may not be. */
function eraseStep(conversationId: string, tenant: string, nth: number, other: number): Step {
  return async ({ store }) => {
    const head = await headOf(store, tenant, conversationId);
    const seqs = seqsTo(head).filter((seq) => seq % nth === 0);
    if (other > 0) seqs.push(other);
    const events = seqs.map((seq) => storedEvent(conversationId, seq, 'erased'));
    return codeOf(store.erase({ conversationId, tenant, events }));
  };
}

async function headOf(store: EventStore, tenant: string, conversationId: string): Promise<number> {
  const record = await store.getRecord(tenant, conversationId);
  return record === null || record === 'gone' ? 0 : record.head;
}

function acquireStep(conversationId: string, owner: string, ttlMs: number): Step {
  return async ({ store, leases }) => {
    const lease = await store.acquireLease(conversationId, owner, ttlMs);
    if (lease) leases.push(lease);
    return lease?.owner;
  };
}

/** A call with the newest but `nth` lease; nothing while there are fewer. */
function leaseStep(nth: number, call: (run: Run, lease: Lease) => Promise<unknown>): Step {
  return async (run) => {
    const lease = run.leases.at(-1 - nth);
    return lease && call(run, lease);
  };
}
