import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinChunks, oneChunk } from '../attachments/chunks.js';
import type { FileStore } from '../ports/file-store.js';
import { randomOf } from './random.js';

export interface OpenedFileStore {
  /** Empty, and of this case alone. */
  readonly store: FileStore;
  /** How many files there are, of all tenants, half-written ones included. */
  count?(): Promise<number>;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface FileStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Whether `delete` tells if there was a file. Object stores do not. Default: yes. */
  readonly tellsDeleted?: boolean;
  /** Called before each case. */
  open(): Promise<OpenedFileStore>;
}

const TENANT = 'tenant';
const LARGE_BYTES = 12 * 1024 * 1024;
const CHUNK_BYTES = 100_000;
const BAD_NAMES = ['', '.', '..', '../escape', 'a/b', 'a\\b', 'a\0', 'é', 'a'.repeat(65), 'a b', '%2e%2e'];
/** Tenants are the host's to name: none of these may meet another, or leave its place. */
const TENANTS = [TENANT, 'Tenant', '..', '../tenant', 'a/b', 'a', '', 'é', 'x'.repeat(300)];

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The conformance kit of the `FileStore` port; see `eventStoreConformance`. */
export function fileStoreConformance(options: FileStoreConformanceOptions): void {
  describe(`file store: ${options.name}`, () => {
    let opened: OpenedFileStore;
    let store: FileStore;
    beforeEach(async () => {
      opened = await options.open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const write = (name: string, text: string, tenant = TENANT) =>
      store.write(tenant, name, oneChunk(bytesOf(text)));
    const read = async (name: string, tenant = TENANT): Promise<string | null> => {
      const file = await store.read(tenant, name);
      if (file === null) return null;
      const bytes = await joinChunks(file.chunks);
      expect(bytes.length).toBe(file.sizeBytes);
      return new TextDecoder().decode(bytes);
    };
    const expectCount = async (count: number) => {
      if (opened.count) expect(await opened.count()).toBe(count);
    };

    it('gives back what was written, nothing at all too, and has nothing under other names', async () => {
      expect(await read('one')).toBeNull();
      await write('one', 'first');
      await write('two', '');
      expect(await read('one')).toBe('first');
      expect(await read('two')).toBe('');
      expect(await read('One_')).toBeNull();
      await write('one', 'again');
      expect(await read('one')).toBe('again');
      await expectCount(2);
    });

    it('keeps many chunks of any size in their order, byte by byte', async () => {
      const random = randomOf(7);
      const bytes = new Uint8Array(LARGE_BYTES).map(() => random(256));
      const buffer = new Uint8Array(CHUNK_BYTES);
      async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
        for (let at = 0; at < bytes.length; ) {
          // The same buffer again and again, as sockets do.
          const piece = bytes.subarray(at, at + 1 + random(CHUNK_BYTES - 1));
          buffer.set(piece);
          at += piece.length;
          yield buffer.subarray(0, piece.length);
        }
      }
      await store.write(TENANT, 'large', pieces());
      const file = await store.read(TENANT, 'large');
      expect(file?.sizeBytes).toBe(LARGE_BYTES);
      const found = file === null ? bytes.subarray(0, 0) : await joinChunks(file.chunks);
      // Not toEqual, which walks over each byte.
      expect(found.length).toBe(LARGE_BYTES);
      expect(found.every((byte, index) => byte === bytes[index])).toBe(true);
    });

    it.each([10, 9 * 1024 * 1024])(
      'keeps nothing of a file that breaks off after %i bytes, and what was there before',
      async (sizeBytes) => {
        await write('kept', 'whole');
        async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
          yield new Uint8Array(sizeBytes);
          throw new Error('The sender has left.');
        }
        await expect(store.write(TENANT, 'broken', broken())).rejects.toThrow('The sender has left.');
        await expect(store.write(TENANT, 'kept', broken())).rejects.toThrow('The sender has left.');
        expect(await read('broken')).toBeNull();
        expect(await read('kept')).toBe('whole');
        await expectCount(1);
      },
    );

    it('deletes one file, and again without harm', async () => {
      await write('one', 'first');
      await write('two', 'second');
      const told = options.tellsDeleted !== false;
      const answer = await store.delete(TENANT, 'one');
      if (told) expect(answer).toBe(true);
      expect(await read('one')).toBeNull();
      const again = await store.delete(TENANT, 'one');
      if (told) expect(again).toBe(false);
      expect(await read('two')).toBe('second');
      await expectCount(1);
    });

    it('tells tenants apart, whatever they are called', async () => {
      for (const [index, tenant] of TENANTS.entries()) await write('same', `of ${index}`, tenant);
      for (const [index, tenant] of TENANTS.entries()) expect(await read('same', tenant)).toBe(`of ${index}`);
      await store.delete('a', 'same');
      expect(await read('same', 'a')).toBeNull();
      expect(await read('same', 'a/b')).toBe('of 4');
    });

    it.each(BAD_NAMES)('has nothing under %j, and takes nothing', async (name) => {
      await expect(write(name, 'x')).rejects.toMatchObject({ code: 'InvalidRequest' });
      expect(await store.read(TENANT, name)).toBeNull();
      expect(await store.delete(TENANT, name)).toBe(false);
      await expectCount(0);
    });

    it('lets go of a file that is not read to its end', async () => {
      await store.write(TENANT, 'large', oneChunk(new Uint8Array(1024 * 1024)));
      const file = await store.read(TENANT, 'large');
      for await (const chunk of file?.chunks ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      await store.delete(TENANT, 'large');
      expect(await store.read(TENANT, 'large')).toBeNull();
    });
  });
}
