import type { IdempotencyKey } from '../../ports/event-store.js';

export interface CommitOptions {
  /** Makes a retry of the command return the first result. */
  readonly key?: Omit<IdempotencyKey, 'resultJson'>;
  /** Of the lease that the events are written under. */
  readonly fence?: number;
  /**
   * Awaited before each decision: for facts that it needs and that are not in the state. It may write
   * elsewhere, any number of times: the key is known to be new.
   */
  readonly prepare?: () => Promise<void>;
  /**
   * Awaited between a decision that logs something and its append, again when it is decided again.
   * It changes what the store holds, and may be done any number of times.
   */
  readonly beforeAppend?: () => Promise<void>;
  /**
   * Holds what the events name, from just before their append. What it resolves with is told whether they
   * were appended; nobody is where the store does not say.
   */
  readonly claim?: () => Promise<(isLogged: boolean) => Promise<void>>;
}
