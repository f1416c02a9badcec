import type { Clock, Lease } from '@agent-chat/core';

interface HeldLease {
  readonly owner: string;
  readonly fence: number;
  readonly expiresAtMs: number;
}

/**
 * The leases of this process. One process has the store open at a time, so leases need no row:
 * whoever held one before has gone. Fences do: they rise across processes.
 */
export class LeaseTable {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #held = new Map<string, HeldLease>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Takes the lease at once, so that no other owner can, and gives it a fence above `usedFence`
   * and above every one that was taken here. `null` while another owner's is live.
   */
  claim(conversationId: string, owner: string, ttlMs: number, usedFence: number): Lease | null {
    const live = this.#live(conversationId);
    if (live && live.owner !== owner) return null;
    const fence = Math.max(usedFence, this.#held.get(conversationId)?.fence ?? 0) + 1;
    this.#held.set(conversationId, { owner, fence, expiresAtMs: this.#clock.now() + ttlMs });
    return { conversationId, owner, fence };
  }

  renew(lease: Lease, ttlMs: number): boolean {
    if (!this.#isHeld(lease)) return false;
    const { owner, fence } = lease;
    this.#held.set(lease.conversationId, { owner, fence, expiresAtMs: this.#clock.now() + ttlMs });
    return true;
  }

  release(lease: Lease): void {
    if (this.#isHeld(lease)) this.#held.delete(lease.conversationId);
  }

  /** Whoever held one on a conversation that was deleted has lost it. */
  end(conversationId: string): void {
    this.#held.delete(conversationId);
  }

  hasLiveFence(conversationId: string, fence: number): boolean {
    return this.#live(conversationId)?.fence === fence;
  }

  #isHeld({ conversationId, owner, fence }: Lease): boolean {
    const live = this.#live(conversationId);
    return live?.owner === owner && live.fence === fence;
  }

  #live(conversationId: string): HeldLease | undefined {
    const held = this.#held.get(conversationId);
    return held && held.expiresAtMs > this.#clock.now() ? held : undefined;
  }
}
