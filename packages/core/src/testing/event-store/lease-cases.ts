import { beforeEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../ports/event-store.js';
import { appendRequest, CONVERSATION, readAll, seqsOf } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

const TTL_MS = 10_000;

/** Leases by the store's clock, rising fences, and the check of the fence in the append. */
export function describeLeases(subject: StoreUnderTest): void {
  const acquire = (owner: string, conversationId = CONVERSATION) =>
    subject.store.acquireLease(conversationId, owner, TTL_MS);
  const held = async (owner: string, conversationId = CONVERSATION): Promise<Lease> => {
    const lease = await acquire(owner, conversationId);
    if (!lease) throw new Error(`${owner} was refused the lease.`);
    return lease;
  };
  const appendUnder = async (fence: number) => {
    const expectedSeq = (await readAll(subject.store)).length;
    return (await subject.store.append(appendRequest({ expectedSeq, fence }))).status;
  };

  describe('leases', () => {
    beforeEach(async () => {
      await subject.store.append(appendRequest());
    });

    it('are refused on a conversation that does not exist', async () => {
      expect(await acquire('one', 'unknown')).toBeNull();
    });

    it('are held by one owner at a time', async () => {
      const lease = await held('one');
      expect(lease).toEqual({ conversationId: CONVERSATION, owner: 'one', fence: lease.fence });
      expect(await acquire('two')).toBeNull();
    });

    it('give exactly one of many racing owners the turn', async () => {
      const owners = Array.from({ length: 20 }, (_, owner) => acquire(`owner ${owner}`));
      const leases = (await Promise.all(owners)).filter((lease) => lease !== null);
      expect(leases).toHaveLength(1);
      expect(await appendUnder(leases[0]?.fence ?? -1)).toBe('appended');
    });

    it('expire by the clock of the store', async () => {
      await held('one');
      subject.clock.advance(TTL_MS - 1);
      expect(await acquire('two')).toBeNull();
      subject.clock.advance(1);
      expect(await acquire('two')).not.toBeNull();
    });

    it('live on when they are renewed in time', async () => {
      const lease = await held('one');
      subject.clock.advance(TTL_MS - 1);
      expect(await subject.store.renewLease(lease, TTL_MS)).toBe(true);
      subject.clock.advance(TTL_MS - 1);
      expect(await acquire('two')).toBeNull();
      expect(await appendUnder(lease.fence)).toBe('appended');
    });

    it('are renewed from now on, not from when they would have ended', async () => {
      const lease = await held('one');
      expect(await subject.store.renewLease(lease, TTL_MS)).toBe(true);
      subject.clock.advance(TTL_MS);
      expect(await acquire('two')).not.toBeNull();
    });

    it('are not renewed once they expired', async () => {
      const lease = await held('one');
      subject.clock.advance(TTL_MS);
      expect(await subject.store.renewLease(lease, TTL_MS)).toBe(false);
    });

    it('are not renewed once they were released', async () => {
      const lease = await held('one');
      await subject.store.releaseLease(lease);
      expect(await subject.store.renewLease(lease, TTL_MS)).toBe(false);
    });

    it('are not renewed under an older fence or by another owner', async () => {
      const older = await held('one');
      const newer = await held('one');
      expect(await subject.store.renewLease(older, TTL_MS)).toBe(false);
      expect(await subject.store.renewLease({ ...newer, owner: 'two' }, TTL_MS)).toBe(false);
      expect(await subject.store.renewLease(newer, TTL_MS)).toBe(true);
    });

    it('are free at once when they are released, and only by their holder', async () => {
      const older = await held('one');
      const newer = await held('one');
      await subject.store.releaseLease(older);
      await subject.store.releaseLease({ ...newer, owner: 'two' });
      expect(await acquire('two')).toBeNull();
      await subject.store.releaseLease(newer);
      expect(await acquire('two')).not.toBeNull();
    });

    it('of two conversations have nothing to do with each other', async () => {
      await subject.store.append(appendRequest({ conversationId: 'conversation-2' }));
      await held('one');
      expect(await acquire('two', 'conversation-2')).not.toBeNull();
    });
  });

  describe('fences', () => {
    beforeEach(async () => {
      await subject.store.append(appendRequest());
    });

    it('rise with every lease, whoever takes it and however the last one ended', async () => {
      const fences: number[] = [];
      const take = async (owner: string) => {
        const lease = await held(owner);
        fences.push(lease.fence);
        return lease;
      };
      await take('one');
      await subject.store.releaseLease(await take('one'));
      await take('two');
      subject.clock.advance(TTL_MS);
      await take('one');
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
      expect(fences[0]).toBeGreaterThan(0);
    });

    it('let their holder write and nobody else', async () => {
      const older = await held('one');
      expect(await appendUnder(older.fence)).toBe('appended');
      const newer = await held('one');
      expect(await appendUnder(older.fence)).toBe('stale_fence');
      expect(await appendUnder(newer.fence + 1)).toBe('stale_fence');
      expect(await appendUnder(newer.fence)).toBe('appended');
      expect(seqsOf(await readAll(subject.store))).toEqual([1, 2, 3]);
    });

    it('are stale once the lease expired, even when nobody took it', async () => {
      const { fence } = await held('one');
      subject.clock.advance(TTL_MS);
      expect(await appendUnder(fence)).toBe('stale_fence');
    });

    it('are stale once the lease was released', async () => {
      const lease = await held('one');
      await subject.store.releaseLease(lease);
      expect(await appendUnder(lease.fence)).toBe('stale_fence');
    });

    it('are stale on a conversation that was never leased', async () => {
      expect(await appendUnder(0)).toBe('stale_fence');
      expect(await appendUnder(1)).toBe('stale_fence');
      const unknown = appendRequest({ conversationId: 'unknown', fence: 1 });
      expect(await subject.store.append(unknown)).toEqual({ status: 'stale_fence' });
    });

    it('do not keep others from writing without one', async () => {
      await held('one');
      expect(await subject.store.append(appendRequest({ expectedSeq: 1 }))).toEqual({ status: 'appended' });
    });
  });
}
