import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../ports/blob-store.js';
import { describeCrashes } from './blob-store/crash-cases.js';
import { randomOf } from './random.js';

export interface OpenedBlobStore {
  /** Empty, and of this case alone. */
  readonly store: BlobStore;
  /** How many blobs are stored, of all tenants. Without it the cases cannot see that there is one. */
  count?(): Promise<number>;
  /** Closes what is open and opens what it left, as a new process would. Needed when `persistent`. */
  reopen?(): Promise<BlobStore>;
  /**
   * Ends what is open as the end of its process would, in the middle of whatever it does, and opens
   * what that left. Default: `reopen()`, which lets it finish.
   */
  crash?(): Promise<BlobStore>;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface BlobStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Whether the blobs outlive the process; adds the cases that reopen the store. Default: no. */
  readonly persistent?: boolean;
  /** Called before each case. */
  open(): Promise<OpenedBlobStore>;
}

const TENANT = 'tenant';
const LARGE_BYTES = 10 * 1024 * 1024;
const UNKNOWN_HASH = '0'.repeat(64);

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Of SHA-256's own publication: hashes are those that everybody computes. */
const KNOWN: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', new Uint8Array(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['a text', bytesOf('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
];

/** The conformance kit of the `BlobStore` port; see `eventStoreConformance`. */
export function blobStoreConformance(options: BlobStoreConformanceOptions): void {
  describe(`blob store: ${options.name}`, () => {
    let opened: OpenedBlobStore;
    let store: BlobStore;
    beforeEach(async () => {
      opened = await options.open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const reopen = async (): Promise<void> => {
      if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
      store = await opened.reopen();
    };
    const expectCount = async (count: number) => {
      if (opened.count) expect(await opened.count()).toBe(count);
    };

    it.each(KNOWN)('gives back %s under its SHA-256', async (_name, bytes, hash) => {
      expect(await store.has(TENANT, hash)).toBe(false);
      expect(await store.put(TENANT, bytes)).toEqual({ hash, sizeBytes: bytes.length });
      expect(await store.has(TENANT, hash)).toBe(true);
      expect(Array.from((await store.get(TENANT, hash)) ?? [-1])).toEqual(Array.from(bytes));
    });

    it('gives back every byte value, and plain bytes', async () => {
      const bytes = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
      const { hash } = await store.put(TENANT, bytes);
      const read = await store.get(TENANT, hash);
      expect(read?.constructor).toBe(Uint8Array);
      expect(read).toEqual(bytes);
    });

    it('keeps 10 MiB', async () => {
      const random = randomOf(1);
      const bytes = new Uint8Array(LARGE_BYTES).map(() => random(256));
      const { hash, sizeBytes } = await store.put(TENANT, bytes);
      expect(sizeBytes).toBe(LARGE_BYTES);
      const read = await store.get(TENANT, hash);
      expect(read?.length).toBe(LARGE_BYTES);
      // Not toEqual, which walks over each byte.
      expect(read?.every((byte, index) => byte === bytes[index])).toBe(true);
    });

    it('stores the same bytes once, however often and at the same time', async () => {
      const puts = await Promise.all(Array.from({ length: 20 }, () => store.put(TENANT, bytesOf('same'))));
      puts.push(await store.put(TENANT, bytesOf('same')));
      expect(new Set(puts.map(({ hash }) => hash)).size).toBe(1);
      await expectCount(1);
      expect(await store.delete(TENANT, puts[0]?.hash ?? '')).toBe(true);
      expect(await store.has(TENANT, puts[0]?.hash ?? '')).toBe(false);
      await expectCount(0);
    });

    it('never changes what a hash stands for', async () => {
      const bytes = bytesOf('before');
      const putting = store.put(TENANT, bytes);
      bytes.fill(0);
      const { hash } = await putting;
      const read = await store.get(TENANT, hash);
      expect(read).toEqual(bytesOf('before'));
      read?.fill(1);
      expect(await store.get(TENANT, hash)).toEqual(bytesOf('before'));
      expect((await store.put(TENANT, bytesOf('before'))).hash).toBe(hash);
    });

    it('tells tenants apart', async () => {
      const { hash } = await store.put(TENANT, bytesOf('theirs'));
      expect(await store.get('another', hash)).toBeNull();
      expect(await store.has('another', hash)).toBe(false);
      expect(await store.delete('another', hash)).toBe(false);
      await store.put('another', bytesOf('theirs'));
      expect(await store.delete(TENANT, hash)).toBe(true);
      expect(await store.get('another', hash)).toEqual(bytesOf('theirs'));
    });

    it('has nothing under an unknown hash, or under what is none', async () => {
      for (const hash of [UNKNOWN_HASH, '', '../../etc/passwd', "'; --"]) {
        expect(await store.get(TENANT, hash)).toBeNull();
        expect(await store.has(TENANT, hash)).toBe(false);
        expect(await store.delete(TENANT, hash)).toBe(false);
      }
    });

    it('takes back what was deleted', async () => {
      const { hash } = await store.put(TENANT, bytesOf('again'));
      await store.delete(TENANT, hash);
      expect(await store.get(TENANT, hash)).toBeNull();
      expect(await store.delete(TENANT, hash)).toBe(false);
      await store.put(TENANT, bytesOf('again'));
      expect(await store.get(TENANT, hash)).toEqual(bytesOf('again'));
    });

    describeCrashes({
      ports: () => ({ blobs: store }),
      async crash() {
        if (!options.persistent) return;
        if (opened.crash) store = await opened.crash();
        else await reopen();
      },
    });

    if (options.persistent) {
      it('has everything after it was reopened', async () => {
        const { hash } = await store.put(TENANT, bytesOf('kept'));
        const gone = await store.put(TENANT, bytesOf('gone'));
        await store.delete(TENANT, gone.hash);
        await reopen();
        expect(await store.get(TENANT, hash)).toEqual(bytesOf('kept'));
        expect(await store.has(TENANT, gone.hash)).toBe(false);
      });
    }
  });
}
