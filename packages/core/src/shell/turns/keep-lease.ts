import type { Clock } from '../../ports/environment.js';
import type { EventStore, Lease } from '../../ports/event-store.js';

/**
 * Renews a lease three times in its life, and tells when it is lost: another holds it, or the
 * store has not answered for so long that another may. The returned function ends it.
 */
export function keepLease(options: {
  readonly store: EventStore;
  readonly lease: Lease;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly onLost: () => void;
}): () => void {
  const { store, lease, leaseMs, clock, onLost } = options;
  let renewedAt = clock.now();
  let isOver = false;
  let cancel = clock.after(leaseMs / 3, beat);

  function end(): void {
    isOver = true;
    cancel();
  }
  function lose(): void {
    if (isOver) return;
    end();
    onLost();
  }
  function beat(): void {
    const askedAt = clock.now();
    // An answer that does not come is as bad as a refusal, once the lease has run out.
    cancel = clock.after(Math.max(0, renewedAt + leaseMs - askedAt), lose);
    store.renewLease(lease, leaseMs).then(
      (isHeld) => {
        if (isOver) return;
        if (!isHeld) return lose();
        renewedAt = askedAt;
        cancel();
        cancel = clock.after(leaseMs / 3, beat);
      },
      () => {
        if (isOver) return;
        cancel();
        // Asked again while there is time left; the wait for the end of the lease goes on then.
        const leftMs = renewedAt + leaseMs - clock.now();
        cancel = leftMs > 0 ? clock.after(Math.min(leaseMs / 6, leftMs), beat) : cancel;
        if (leftMs <= 0) lose();
      },
    );
  }
  return end;
}
