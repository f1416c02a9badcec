import { errorOf } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@agent-chat/core';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../sqlite-store.js';
import { runChild } from '../test-support/run-child.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the files of a store', () => {
  it('are made on demand, for their owner alone', async () => {
    const folder = join(temporaryFolder(), 'deep', 'below');
    const store = await createSqliteStore({ folder });
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    expect(modeOf(folder)).toBe('700');
    for (const name of ['agent-chat.db', 'agent-chat.db-wal', 'agent-chat.db-shm', 'agent-chat.db.lock']) {
      expect([name, modeOf(join(folder, name))]).toEqual([name, '600']);
    }
    await store.close();
  });

  it('may be named one by one', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'chat.sqlite');
    const store = await createSqliteStore({ file });
    await store.close();
    expect(existsSync(file)).toBe(true);
    expect(existsSync(join(folder, 'agent-chat.db'))).toBe(false);
  });

  it('are one database after closing, without a write-ahead log', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await store.close();
    expect(existsSync(join(folder, 'agent-chat.db-wal'))).toBe(false);
    expect(readFileSync(join(folder, 'agent-chat.db')).includes('hello')).toBe(true);
  });

  it('are made anew after a first start that was interrupted', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'agent-chat.db.creating'), 'half a database');
    const store = await createSqliteStore({ folder });
    expect(await readTexts(store.events, 'one')).toEqual([]);
    expect(existsSync(join(folder, 'agent-chat.db.creating'))).toBe(false);
    await store.close();
  });

  it('get an epoch of their own each time they are made', async () => {
    const folder = temporaryFolder();
    const epochs: string[] = [];
    for (let count = 0; count < 2; count++) {
      const store = await createSqliteStore({ folder });
      epochs.push(store.events.epoch);
      await store.close();
      rmSync(join(folder, 'agent-chat.db'));
    }
    expect(epochs[0]).not.toBe(epochs[1]);
    for (const epoch of epochs) expect(epoch).toMatch(/^[0-9A-Za-z]{1,64}$/);
  });

  it('are reported to the logger once they are open', async () => {
    const folder = temporaryFolder();
    const lines: unknown[] = [];
    const logger: Logger = { log: (level, message, fields) => lines.push([level, message, fields]) };
    const epochs: string[] = [];
    for (let count = 0; count < 2; count++) {
      const store = await createSqliteStore({ folder, logger });
      epochs.push(store.events.epoch);
      await store.close();
    }
    const fields = { file: join(folder, 'agent-chat.db'), epoch: epochs[0], durability: 'full' };
    expect(lines).toEqual([
      ['info', 'store created', fields],
      ['info', 'store opened', fields],
    ]);
  });
});

describe('a store of a newer version', () => {
  it('is refused and left as it is', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'agent-chat.db');
    await (await createSqliteStore({ folder })).close();
    const raw = new Database(file);
    raw.pragma('user_version = 99');
    raw.close();
    const before = readFileSync(file);

    const error = await errorOf(createSqliteStore({ folder }));
    expect(error.code).toBe('StoreNewer');
    expect(error.details).toMatchObject({ found: 99 });
    expect(error.message).toContain('Upgrade');
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a store that is open', () => {
  it('is refused to a second opener in the same process, by whatever path', async () => {
    const base = temporaryFolder();
    const folder = join(base, 'data');
    symlinkSync(folder, join(base, 'link'));
    const store = await createSqliteStore({ folder });
    for (const path of [folder, join(base, 'link')]) {
      const error = await errorOf(createSqliteStore({ folder: path }));
      expect(error.code).toBe('StoreInUse');
      expect(error.message).toContain(path);
    }
    // The refused attempts have not disturbed the holder.
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await store.close();
    await (await createSqliteStore({ folder })).close();
  });

  it('is refused to another process, and free as soon as its own is killed', async () => {
    const folder = temporaryFolder();
    const child = runChild('append-for-ever.ts', [folder, 'normal', '2', '0']);
    for await (const _acknowledgement of child.lines) break;
    expect((await errorOf(createSqliteStore({ folder }))).code).toBe('StoreInUse');

    child.process.kill('SIGKILL');
    await child.ended;
    const store = await createSqliteStore({ folder });
    expect((await readTexts(store.events, 'conversation-0')).length).toBeGreaterThan(0);
    await store.close();
  });

  it('is refused while a foreign program has locked the database', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'agent-chat.db');
    await (await createSqliteStore({ folder })).close();
    const foreign = new Database(file);
    foreign.pragma('locking_mode = EXCLUSIVE');
    foreign.exec('BEGIN EXCLUSIVE');
    expect((await errorOf(createSqliteStore({ folder }))).code).toBe('StoreInUse');
    foreign.close();
    await (await createSqliteStore({ folder })).close();
  });

  it('is free again when its opening failed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'agent-chat.db'), 'not a database, but long enough to look at'.repeat(100));
    expect((await errorOf(createSqliteStore({ folder }))).code).toBe('StoreDamaged');
    rmSync(join(folder, 'agent-chat.db'));
    await (await createSqliteStore({ folder })).close();
  });
});
