import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupCommit, type GroupCommit } from './group-commit.js';
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
    group = createGroupCommit(database);
    const statement = database.prepare('INSERT INTO numbers (n) VALUES (?)');
    insert = (n) => {
      statement.run(n);
      return n;
    };
  });
  afterEach(() => {
    database.close();
  });

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

  it('commits all that waits when it is told to', () => {
    const writes = Array.from({ length: 600 }, (_, n) => group.write(() => insert(n)));
    group.flush();
    expect(numbers()).toHaveLength(600);
    return Promise.all(writes);
  });
});
