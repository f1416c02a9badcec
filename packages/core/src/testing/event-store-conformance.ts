import { afterEach, beforeEach, describe } from 'vitest';
import type { Clock } from '../ports/environment.js';
import type { EventStore } from '../ports/event-store.js';
import { describeAppends } from './event-store/append-cases.js';
import { describeClosing } from './event-store/closing-cases.js';
import { describeCrashes } from './event-store/crash-cases.js';
import { describeDeletion } from './event-store/deletion-cases.js';
import { describeErasure } from './event-store/erasure-cases.js';
import { describeKeys } from './event-store/key-cases.js';
import { describeLeases } from './event-store/lease-cases.js';
import { describePositions } from './event-store/position-cases.js';
import { describeRandomHistories } from './event-store/random-history-cases.js';
import { describeReads } from './event-store/read-cases.js';
import { describeRecords } from './event-store/record-cases.js';
import { describeReopening } from './event-store/reopen-cases.js';
import type { StoreUnderTest } from './event-store/store-under-test.js';
import { describeTenants } from './event-store/tenant-cases.js';
import { describeTexts } from './event-store/text-cases.js';
import { describeTransfers } from './event-store/transfer-cases.js';
import { createManualClock } from './manual-clock.js';

export interface OpenedEventStore {
  /** Empty, and of this case alone. */
  readonly store: EventStore;
  /** Closes what is open and opens what it left, as a new process would. Needed when `persistent`. */
  reopen?(): Promise<EventStore>;
  /**
   * Ends what is open as the end of its process would, in the middle of whatever it does, and opens
   * what that left. Default: `reopen()`, which lets the store finish.
   */
  crash?(): Promise<EventStore>;
  /** Closes what is open, if the case has not done so, and removes what it made. */
  close(): Promise<void>;
}

export interface EventStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Whether the events outlive the process; adds the cases that reopen the store. Default: no. */
  readonly persistent?: boolean;
  /** Called before each case. The store must expire its leases by `clock`, which the cases move. */
  open(options: { readonly clock: Clock }): Promise<OpenedEventStore>;
}

/**
 * The conformance kit of the `EventStore` port: call it at the top of a Vitest file, and it
 * registers a suite that a store must pass whole. It needs `vitest`, an optional peer.
 */
export function eventStoreConformance(options: EventStoreConformanceOptions): void {
  describe(`event store: ${options.name}`, () => {
    let opened: OpenedEventStore;
    let store: EventStore;
    let clock = createManualClock();
    const subject: StoreUnderTest = {
      get store() {
        return store;
      },
      get clock() {
        return clock;
      },
      async reopen() {
        if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
        store = await opened.reopen();
      },
      async crash() {
        if (!options.persistent) return;
        if (opened.crash) store = await opened.crash();
        else await subject.reopen();
      },
    };

    beforeEach(async () => {
      clock = createManualClock();
      opened = await options.open({ clock });
      store = opened.store;
    });
    afterEach(() => opened.close());

    describeAppends(subject);
    describeKeys(subject);
    describeLeases(subject);
    describeReads(subject);
    describeRecords(subject);
    describeTenants(subject);
    describeTexts(subject);
    describePositions(subject);
    describeErasure(subject, options.persistent === true);
    describeDeletion(subject, options.persistent === true);
    describeCrashes(subject);
    describeClosing(subject, options.persistent === true);
    describeRandomHistories(subject);
    describeTransfers(subject);
    if (options.persistent) describeReopening(subject);
  });
}
