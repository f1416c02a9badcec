import type { EventStore } from '../../ports/event-store.js';
import type { ManualClock } from '../manual-clock.js';

/** The store of the running case: opened empty before each, closed after it. */
export interface StoreUnderTest {
  readonly store: EventStore;
  readonly clock: ManualClock;
  /** Closes the store and opens what it left; from then on `store` is the new one. */
  reopen(): Promise<void>;
  /** Ends the store as a crash would and opens what it left; one that is not persistent lives on. */
  crash(): Promise<void>;
}
