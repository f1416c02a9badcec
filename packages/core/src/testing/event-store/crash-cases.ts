import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore } from '../../ports/event-store.js';
import { tasks } from '../crash-steps.js';
import { codeOf } from './error-code.js';
import { FAILURES, failingStore } from '../failing-store.js';
import { readEverything } from './read-everything.js';
import { appendRequest, keyOf, readAll, seqsTo, storedEvent, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

const NEVER = Number.POSITIVE_INFINITY;
const TTL_MS = 1_000_000;

/** How many events each command logs; one logs nothing and keeps its key. */
const COUNTS = [2, 1, 3, 0, 2] as const;
/** The command that is written under a lease, and the one that an erasure of event 2 follows. */
const LEASED = 2;
const ERASED_AFTER = 3;

/**
 * A process that ends between any two steps, or in the middle of one: a command is there whole with
 * its key or not at all, none that was acknowledged is lost, and one that is tried again is not
 * repeated.
 */
export function describeCrashes(subject: StoreUnderTest): void {
  describe('a process that ends', () => {
    it.each(FAILURES)(
      '%s any call leaves whole commands, and a retry by key does each once',
      async (failure) => {
        const calls = await callsOfHistory();
        for (let nth = 1; nth <= calls; nth++) {
          const history = new History(`conversation ${nth}`);
          const failing = failingStore({ events: subject.store }, nth, failure);
          expect(await codeOf(history.goOn(failing.store.events))).toBe('Unavailable');
          expect(failing.calls).toBe(nth);
          if (failure === 'during') await tasks(nth % 4);
          await subject.crash();
          await history.expectWhole(subject.store);
          await history.goOn(subject.store);
          await history.expectDone(subject.store);
        }
      },
    );
  });
}

/** How many calls a history makes that nothing disturbs. */
async function callsOfHistory(): Promise<number> {
  const counting = failingStore({ events: createMemoryEventStore() }, NEVER, 'before');
  await new History('undisturbed').goOn(counting.store.events);
  return counting.calls;
}

/** A caller that makes its commands one after the other, and remembers only what was acknowledged. */
class History {
  readonly #conversationId: string;
  /** How many commands were acknowledged; then whether the erasure was, and a deletion elsewhere. */
  #acknowledged = 0;
  #isErased = false;
  #isDeleted = false;

  constructor(conversationId: string) {
    this.#conversationId = conversationId;
  }

  /** Does what is left, as a new process that knows nothing of the head. */
  async goOn(store: EventStore): Promise<void> {
    while (this.#acknowledged < COUNTS.length) {
      await this.#do(store, this.#acknowledged);
      this.#acknowledged += 1;
      if (this.#acknowledged > ERASED_AFTER && !this.#isErased) {
        await store.erase(this.#erasure());
        this.#isErased = true;
      }
    }
    if (this.#isDeleted) return;
    const doomed = appendRequest({ conversationId: this.#doomed, count: 2, key: keyOf('doomed') });
    await store.append(doomed);
    await store.deleteConversation(TENANT, this.#doomed);
    this.#isDeleted = true;
  }

  /** What a crash left: commands from the first one on, each whole. */
  async expectWhole(store: EventStore): Promise<void> {
    const events = await readAll(store, this.#conversationId);
    const stored = COUNTS.findLastIndex((count, n) => count > 0 && this.#headAfter(n) <= events.length) + 1;
    const whole = this.#expected(stored, false);
    const wholeAndErased = this.#expected(stored, true);
    expect([whole, wholeAndErased]).toContainEqual(events);
    if (this.#isErased) expect(events).toEqual(wholeAndErased);

    const keys = await Promise.all(COUNTS.map((_, n) => this.#findKey(store, n)));
    const known = keys.filter((key) => key !== null).length;
    // Those from the first one on, with their events, and at most one that was not acknowledged.
    expect(keys.slice(0, known)).not.toContain(null);
    expect(this.#headAfter(known - 1)).toBe(events.length);
    expect([this.#acknowledged, this.#acknowledged + 1]).toContain(known);

    const record = await store.getRecord(TENANT, this.#conversationId);
    expect(record === null || record === 'gone' ? 0 : record.head).toBe(events.length);
    const ofAll = (await readEverything(store)).filter(
      (event) => event.conversationId === this.#conversationId,
    );
    expect(ofAll.map(({ seq, json }) => ({ seq, json }))).toEqual(events);
  }

  /** As if nothing had happened, and no retry changes it. */
  async expectDone(store: EventStore): Promise<void> {
    const expected = this.#expected(COUNTS.length, true);
    expect(await readAll(store, this.#conversationId)).toEqual(expected);
    for (const [n] of COUNTS.entries()) await this.#do(store, n);
    await store.erase(this.#erasure());
    await store.deleteConversation(TENANT, this.#doomed);
    expect(await readAll(store, this.#conversationId)).toEqual(expected);
    expect(await store.getRecord(TENANT, this.#doomed)).toBe('gone');
    const ofDoomed = (await readEverything(store)).filter((event) => event.conversationId === this.#doomed);
    expect(ofDoomed).toEqual([]);
  }

  get #doomed(): string {
    return `${this.#conversationId} doomed`;
  }

  #headAfter(command: number): number {
    return COUNTS.slice(0, command + 1).reduce<number>((sum, count) => sum + count, 0);
  }

  #expected(commands: number, isErased: boolean) {
    const events = COUNTS.slice(0, commands).flatMap((count, n) =>
      seqsTo(count).map((seq) => this.#event(n, this.#headAfter(n) - count + seq)),
    );
    const [replacement] = this.#erasure().events;
    return events.map((event) => (isErased && replacement?.seq === event.seq ? replacement : event));
  }

  #event(command: number, seq: number) {
    return storedEvent(this.#conversationId, seq, `command ${command}`);
  }

  #erasure() {
    return {
      conversationId: this.#conversationId,
      tenant: TENANT,
      events: [storedEvent(this.#conversationId, 2, 'erased')],
    };
  }

  #findKey(store: EventStore, command: number) {
    return store.findKey(TENANT, this.#conversationId, 'visitor', `command ${command}`);
  }

  /** One command. Nobody else writes, so it knows the head that it must find. */
  async #do(store: EventStore, command: number): Promise<void> {
    const conversationId = this.#conversationId;
    const mark = `command ${command}`;
    const lease = command === LEASED ? await store.acquireLease(conversationId, 'runner', TTL_MS) : null;
    const request = appendRequest({
      conversationId,
      expectedSeq: this.#headAfter(command - 1),
      count: COUNTS[command] ?? 0,
      mark,
      key: keyOf(mark),
      ...(lease && { fence: lease.fence }),
    });
    const { status } = await store.append(request);
    if (lease) await store.releaseLease(lease);
    if (status !== 'appended' && status !== 'duplicate' && status !== 'erased') {
      throw new Error(`${mark} of ${conversationId}: ${status}`);
    }
  }
}
