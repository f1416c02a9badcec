import type { BlobStore } from './blob-store.js';
import type { DraftStore } from './draft-store.js';
import type { EventStore } from './event-store.js';
import type { Ledger } from './ledger.js';
import type { PresenceStore } from './presence-store.js';
import type { RateLimits } from './rate-limits.js';
import type { RecordStore } from './record-store.js';

/** What an orchestrator keeps: its conversations, and what budgets have counted. */
export interface OrchestratorStore {
  readonly events: EventStore;
  /** Counts what budgets cap. */
  readonly ledger: Ledger;
  /**
   * Shows the viewers of other nodes what is being written, told by the bus. Absent: they see it when it
   * is logged.
   */
  readonly drafts?: DraftStore;
  /**
   * Shows the viewers of other nodes who is there and who is writing, told by the bus. Absent: they see
   * who is there through their own.
   */
  readonly presence?: PresenceStore;
  /** Where the scenarios of operators are, for conversations that name one. Absent: there are none. */
  readonly records?: Pick<RecordStore, 'get'>;
}

/**
 * Everything that is kept, in one place: what the store packages and `createMemoryStore` give, and
 * orchestrator and server take. What is absent is counted and shown by each process for itself, as is
 * right where there is one. To keep a part elsewhere, spread it: `{ ...store, blobs: mine }`.
 */
export interface Store extends OrchestratorStore {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** Sliding windows that all nodes count in. */
  readonly rateLimits?: RateLimits;
  /** The clock that all nodes share, in milliseconds since 1970. */
  now?(): Promise<number>;
  /** Waits for what was asked before. */
  close(): Promise<void>;
}
