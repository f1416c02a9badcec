import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupCommit, type GroupCommit } from './group-commit.js';
import type { BoundWrite } from './write-thread.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_BYTES = 4_096;

/** How many transactions a write-ahead log holds: a frame that ends one says how large the database is. */
function transactionsIn(walFile: string): number {
  const wal = readFileSync(walFile);
  let count = 0;
  for (let at = WAL_HEADER_BYTES; at < wal.length; at += FRAME_HEADER_BYTES + PAGE_BYTES) {
    if (wal.readUInt32BE(at + 4) > 0) count += 1;
  }
  return count;
}

describe('group commit', () => {
  let file: string;
  let database: Database.Database;
  let group: GroupCommit;
  let insert: (n: number) => number;
  let lost: Error[];

  beforeEach(() => {
    file = join(temporaryFolder(), 'test.db');
    database = new Database(file, { timeout: 50 });
    database.pragma('journal_mode = WAL');
    database.pragma('foreign_keys = ON');
    database.exec(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE numbers (
        position INTEGER PRIMARY KEY,
        n INTEGER NOT NULL UNIQUE,
        parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED
      );
    `);
    database.pragma('wal_checkpoint(TRUNCATE)');
    lost = [];
    group = groupOn(database, file);
    const statement = database.prepare('INSERT INTO numbers (n) VALUES (?)');
    insert = (n) => {
      statement.run(n);
      return n;
    };
  });
  afterEach(async () => {
    await group.close();
    database.close();
  });

  /** With a thread that inserts a number where the last one is as it should be. */
  function groupOn(target: Database.Database, threadFile: string): GroupCommit {
    const statements = ['INSERT INTO numbers (n) SELECT ? WHERE (SELECT max(n) FROM numbers) IS NOT ?'];
    return createGroupCommit(target, { file: threadFile, pragmas: [], statements }, (error) => {
      lost.push(error);
    });
  }

  /** Says in which form it was written. */
  function insertBound(n: number, notAfter = -1): Promise<string> {
    const bound = { bind: (): BoundWrite => [[0, n, notAfter]], result: 'bound' };
    return group.write(() => {
      insert(n);
      return 'work';
    }, bound);
  }

  /** How many rows this thread has written, over its own connection. */
  function writtenHere(): number {
    return Number(database.prepare('SELECT total_changes()').pluck().get());
  }

  const numbers = () => database.prepare('SELECT n FROM numbers ORDER BY position').pluck().all();

  it('writes what arrives together in one transaction, in order', async () => {
    const writes = Array.from({ length: 64 }, (_, n) => group.write(() => insert(n)));
    expect(await Promise.all(writes)).toEqual(numbers());
    expect(transactionsIn(`${file}-wal`)).toBe(1);
  });

  it('writes what arrives while a group is acknowledged in the next one', async () => {
    const chain = async (first: number) => {
      await group.write(() => insert(first));
      await group.write(() => insert(first + 100));
    };
    await Promise.all(Array.from({ length: 10 }, (_, n) => chain(n)));
    expect(numbers()).toHaveLength(20);
    expect(transactionsIn(`${file}-wal`)).toBe(2);
  });

  it('goes on in the same turn of the event loop for one who writes again when it is answered', async () => {
    let turns = 0;
    let immediate = setImmediate(function count() {
      turns += 1;
      immediate = setImmediate(count);
    });
    for (let n = 0; n < 32; n++) await group.write(() => insert(n));
    clearImmediate(immediate);
    expect(numbers()).toHaveLength(32);
    expect(turns).toBeLessThan(12);
  });

  it('lets everything else have its turn while somebody writes without a pause', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    for (let n = 0; n < 200; n++) await group.write(() => insert(n));
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(200 / 8 - 1);
    expect(transactionsIn(`${file}-wal`)).toBe(200);
  });

  it('splits what is too much for one transaction, and forgets none', async () => {
    const writes = Array.from({ length: 1_000 }, (_, n) => group.write(() => insert(n)));
    expect(await Promise.all(writes)).toEqual(numbers());
    expect(transactionsIn(`${file}-wal`)).toBe(4);
  });

  it('acknowledges after the commit: every other reader sees it by then', async () => {
    const reader = new Database(file, { readonly: true });
    const seen = reader.prepare('SELECT count(*) FROM numbers').pluck();
    const atAcknowledgement = Array.from({ length: 5 }, (_, n) =>
      group.write(() => insert(n)).then(() => seen.get()),
    );
    expect(await Promise.all(atAcknowledgement)).toEqual([5, 5, 5, 5, 5]);
    reader.close();
  });

  it('fails a write that throws, undoes all of it, and none of the others', async () => {
    const results = await Promise.allSettled([
      group.write(() => insert(1)),
      group.write(() => {
        insert(2);
        throw new Error('I changed my mind.');
      }),
      group.write(() => insert(3)),
      group.write(() => insert(1)),
      group.write(() => insert(4)),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(results[1]).toMatchObject({ reason: { message: 'I changed my mind.' } });
    expect(results[3]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
    expect(numbers()).toEqual([1, 3, 4]);
  });

  it('fails only the write that makes the commit itself fail', async () => {
    const orphan = database.prepare('INSERT INTO numbers (n, parent) VALUES (2, 99)');
    const results = await Promise.allSettled([
      group.write(() => insert(1)),
      group.write(() => orphan.run()),
      group.write(() => insert(3)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(numbers()).toEqual([1, 3]);
  });

  it('fails the whole group while another connection holds the database, and goes on after it', async () => {
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const blocked = await Promise.allSettled([group.write(() => insert(1)), group.write(() => insert(2))]);
    expect(blocked).toMatchObject([
      { status: 'rejected', reason: { code: 'SQLITE_BUSY' } },
      { status: 'rejected', reason: { code: 'SQLITE_BUSY' } },
    ]);
    other.exec('ROLLBACK');
    other.close();
    expect(await group.write(() => insert(3))).toBe(3);
    expect(numbers()).toEqual([3]);
  });

  it('commits all that waits before it is closed', async () => {
    const writes = Array.from({ length: 600 }, (_, n) => group.write(() => insert(n)));
    await group.close();
    expect(numbers()).toHaveLength(600);
    await Promise.all(writes);
  });

  describe('with many writes that another thread can run', () => {
    const many = (length: number, first = 0) => Array.from({ length }, (_, n) => insertBound(first + n));

    it('writes few here and many there', async () => {
      expect(new Set(await Promise.all(many(8)))).toEqual(new Set(['bound']));
      expect(writtenHere()).toBe(8);
      expect(new Set(await Promise.all(many(40, 100)))).toEqual(new Set(['bound']));
      expect(writtenHere()).toBe(8);
      expect(numbers()).toHaveLength(48);
    });

    it('keeps the order of the calls, whoever writes them', async () => {
      const writes = [...many(50), group.write(() => insert(50)), ...many(50, 51), insertBound(101)];
      await Promise.all(writes);
      expect(numbers()).toEqual(Array.from({ length: 102 }, (_, n) => n));
    });

    it('acknowledges after the commit: every other reader sees it by then', async () => {
      const reader = new Database(file, { readonly: true });
      const seen = reader.prepare('SELECT max(n) FROM numbers').pluck();
      const writes = many(64).map((write, n) => write.then((by) => [by, Number(seen.get()) >= n]));
      expect(await Promise.all(writes)).toEqual(Array.from({ length: 64 }, () => ['bound', true]));
      reader.close();
    });

    it.each([20, 3])(
      'runs the work of what does not fit, and of all that shares its group (%i writes before)',
      async (before) => {
        const writes = [...many(before), insertBound(before, before - 1), ...many(before - 1, before + 1)];
        const forms = await Promise.all(writes);
        expect(forms[before]).toBe('work');
        expect(numbers()).toEqual(Array.from({ length: 2 * before }, (_, n) => n));
      },
    );

    it('keeps the order of the calls when one group after another does not fit there', async () => {
      // More than one transaction of the thread, and in each one that does not fit.
      const writes = Array.from({ length: 640 }, (_, n) => insertBound(n, n % 32 === 31 ? n - 1 : -1));
      await Promise.all(writes);
      expect(numbers()).toEqual(Array.from({ length: 640 }, (_, n) => n));
    });

    it('writes nothing of what came later before what did not fit there', async () => {
      const writes = Array.from({ length: 640 }, (_, n) => insertBound(n, n === 31 ? 30 : -1));
      await Promise.all(writes);
      expect(numbers()).toEqual(Array.from({ length: 640 }, (_, n) => n));
    });

    it('fails the write that fails here too, and no other', async () => {
      const writes = [...many(20), insertBound(3), ...many(19, 21)];
      const results = await Promise.allSettled(writes);
      expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([20]);
      expect(results[20]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
      expect(numbers()).toHaveLength(39);
    });

    it('lets what has to be alone wait until nothing is being written', async () => {
      const writes = many(100);
      const alone = group.alone(() => [database.inTransaction, numbers().length]);
      const after = many(40, 100);
      expect(await alone).toEqual([false, 100]);
      await Promise.all([...writes, ...after]);
      expect(numbers()).toHaveLength(140);
    });

    it('is drained before it is closed', async () => {
      const writes = many(200);
      await group.close();
      expect(numbers()).toHaveLength(200);
      await Promise.all(writes);
    });

    it('refuses what was on its way when the thread is lost, and writes here from then on', async () => {
      await group.close();
      group = groupOn(database, join(file, 'not', 'there.db'));
      const results = await Promise.allSettled(many(40));
      const refused = results.filter(({ status }) => status === 'rejected');
      expect(refused.length).toBeGreaterThan(15);
      for (const one of refused) expect(one).toMatchObject({ reason: { code: 'Unavailable' } });
      expect(lost).toHaveLength(1);
      const before = writtenHere();
      await Promise.all(many(40, 100));
      expect(writtenHere()).toBe(before + 40);
    });
  });
});
