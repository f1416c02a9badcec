import { errorOf } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../sqlite-store.js';
import { fillStore } from '../test-support/filled-store.js';
import { runChild } from '../test-support/run-child.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';
import { backupSqliteStore } from './backup.js';
import { checkSqliteStore } from './check-store.js';

const WRITERS = 4;
/** Above what is copied in one step, so that writes come between the steps. */
const LONG = { events: 2_000, padding: 6_000 };

describe('a backup', () => {
  it('has all that was acknowledged before it, whole, while another process writes', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await fillStore(data, LONG);
    const child = runChild('append-for-ever.ts', [
      data,
      'normal',
      '2',
      ...Array.from({ length: WRITERS }, () => '0'),
    ]);
    const acknowledged: string[] = [];
    const backups: Promise<void>[] = [];
    let writtenMeanwhile = 0;

    async function backUp(name: string): Promise<void> {
      const before = new Set(acknowledged);
      const to = join(folder, name);
      const report = await backupSqliteStore({ folder: data, to });
      writtenMeanwhile += acknowledged.length - before.size;

      expect(await checkSqliteStore({ file: to })).toEqual(report);
      const copy = await createSqliteStore({ file: to });
      expect(await readTexts(copy.events, 'one')).toHaveLength(LONG.events);
      const found = new Set<string>();
      for (const conversationId of ['conversation-0', 'conversation-1']) {
        for (const text of await readTexts(copy.events, conversationId)) found.add(text);
      }
      await copy.close();
      expect([...before].filter((text) => !found.has(text))).toEqual([]);
      expect(report.events).toBe(LONG.events + found.size);
    }

    for await (const line of child.lines) {
      acknowledged.push(line);
      if (acknowledged.length === 50) {
        backups.push(
          backUp('first.db')
            .then(() => backUp('second.db'))
            .finally(() => child.process.stdin.end()),
        );
      }
    }
    await Promise.all(backups);
    expect(await child.ended).toBe('');
    expect(backups).toHaveLength(1);
    expect(writtenMeanwhile).toBeGreaterThan(0);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  }, 120_000);

  it('is of the moment at which it is asked for, whatever is written while it is copied', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await fillStore(data, LONG);
    const store = await createSqliteStore({ folder: data, durability: 'normal' });
    let isCopied = false;
    const copied = backupSqliteStore({ folder: data, to: join(folder, 'b.db') }).finally(() => {
      isCopied = true;
    });
    let written = 0;
    while (!isCopied && written < 500) {
      const text = `meanwhile ${written}`;
      await store.events.append(appendOf({ conversationId: 'two', expectedSeq: written, text }));
      written += 1;
    }
    expect((await copied).events).toBe(LONG.events);
    expect(written).toBeGreaterThan(2);
    await store.close();
  });

  it('may be made by the process that writes', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder: join(folder, 'data') });
    await store.events.append(
      appendOf({ conversationId: 'one', expectedSeq: 0, text: 'only in the log yet' }),
    );
    const { epoch, events } = await backupSqliteStore({
      folder: join(folder, 'data'),
      to: join(folder, 'b.db'),
    });
    expect({ epoch, events }).toEqual({ epoch: store.events.epoch, events: 1 });
    // The second connection to the file has not taken the store's locks with it.
    expect((await errorOf(createSqliteStore({ folder: join(folder, 'data') }))).code).toBe('StoreInUse');
    const next = appendOf({ conversationId: 'one', expectedSeq: 1, text: 'goes on' });
    expect(await store.events.append(next)).toEqual({ status: 'appended' });
    await store.close();
  });

  it('is one file, for its owner alone', async () => {
    const folder = temporaryFolder();
    const { epoch } = await fillStore(join(folder, 'data'), { events: 3 });
    const to = join(folder, 'backup.db');
    expect(await backupSqliteStore({ folder: join(folder, 'data'), to })).toEqual({
      file: to,
      epoch,
      schemaVersion: expect.any(Number),
      conversations: 1,
      events: 3,
    });
    await checkSqliteStore({ file: to });
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'data']);
    expect((statSync(to).mode & 0o777).toString(8)).toBe('600');
  });

  it('overwrites nothing', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await fillStore(data, { events: 1 });
    const to = join(folder, 'backup.db');
    writeFileSync(to, 'mine');
    for (const taken of [to, join(data, 'agent-chat.db')]) {
      const before = readFileSync(taken);
      const error = await errorOf(backupSqliteStore({ folder: data, to: taken }));
      expect(error.code).toBe('InvalidConfiguration');
      expect(error.message).toContain(taken);
      expect(readFileSync(taken).equals(before)).toBe(true);
    }
  });

  it('says so when there is no store, and makes none', async () => {
    const folder = temporaryFolder();
    const error = await errorOf(backupSqliteStore({ folder: join(folder, 'no'), to: join(folder, 'b.db') }));
    expect(error.code).toBe('InvalidConfiguration');
    expect(error.message).toContain(join(folder, 'no', 'agent-chat.db'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when the folder to write to is not there', async () => {
    const folder = temporaryFolder();
    await fillStore(join(folder, 'data'), { events: 1 });
    const to = join(folder, 'nowhere', 'backup.db');
    const error = await errorOf(backupSqliteStore({ folder: join(folder, 'data'), to }));
    expect(error.code).toBe('StoreUnwritable');
    expect(error.message).toContain(to);
  });

  it('of a newer version is refused', async () => {
    const folder = temporaryFolder();
    await fillStore(folder, { events: 1 });
    const raw = new Database(join(folder, 'agent-chat.db'));
    raw.pragma('user_version = 99');
    raw.close();
    const error = await errorOf(backupSqliteStore({ folder, to: join(folder, 'b.db') }));
    expect(error.code).toBe('StoreNewer');
  });

  it('of a store with a rotten event is refused by the name of the store, and leaves no file', async () => {
    const folder = temporaryFolder();
    await fillStore(folder, { events: 40 });
    const file = join(folder, 'agent-chat.db');
    // Everywhere: pages that were split hold old copies.
    writeFileSync(file, readFileSync(file, 'latin1').replaceAll('one 7 x', 'one 7 X'), 'latin1');
    const before = readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name));

    const error = await errorOf(backupSqliteStore({ folder, to: join(folder, 'b.db') }));
    expect(error.code).toBe('StoreDamaged');
    expect(error.message).toContain(`"${file}"`);
    expect(error.message).toContain('event 8 of the conversation "one" is damaged');
    expect(readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(before);
  });

  it('stops when its signal says so, and leaves no file', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'data');
    await fillStore(data, LONG);
    const controller = new AbortController();
    const copying = backupSqliteStore({ folder: data, to: join(folder, 'b.db'), signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(copying).rejects.toMatchObject({ code: 'Aborted' });
    expect(readdirSync(folder)).toEqual(['data']);
    expect(existsSync(join(data, 'agent-chat.db'))).toBe(true);
  });

  it('made by copying the files of a killed process is as good', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder: join(folder, 'data') });
    await store.events.append(
      appendOf({ conversationId: 'one', expectedSeq: 0, text: 'only in the log yet' }),
    );
    for (const suffix of ['', '-wal']) {
      copyFileSync(join(folder, 'data', `agent-chat.db${suffix}`), join(folder, `copy.db${suffix}`));
    }
    await store.close();
    const { events } = await backupSqliteStore({ file: join(folder, 'copy.db'), to: join(folder, 'b.db') });
    expect(events).toBe(1);
  });
});
