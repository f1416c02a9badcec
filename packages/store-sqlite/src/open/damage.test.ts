import { errorOf } from '@agent-chat/protocol/test-support';
import { TENANT, appendOf, outputOf, readTexts } from '@agent-chat/store-test-support';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@agent-chat/core';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../sqlite-store.js';
import { copyInterrupted } from '../test-support/copy-interrupted.js';
import { runChild } from '../test-support/run-child.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';
import { checkSqliteStore } from '../upkeep/check-store.js';

const EVENTS = 60;
const PAGE_BYTES = 4_096;

describe('a damaged store', () => {
  let folder: string;
  let database: string;
  let texts: readonly string[];

  /** A store with a few dozen pages, long events among them. */
  beforeEach(async () => {
    folder = temporaryFolder();
    database = join(folder, 'agent-chat.db');
    const store = await createSqliteStore({ folder, durability: 'normal' });
    for (let index = 0; index < EVENTS; index++) {
      const text = `event ${index} ${'y'.repeat(index % 10 === 0 ? 9_000 : 700)}`;
      await store.events.append(appendOf({ conversationId: 'one', expectedSeq: index, text }));
    }
    texts = await readTexts(store.events, 'one');
    await store.close();
  });

  /** Opening fails, says what to do, names the file, and leaves every byte as it is. */
  async function expectRefused(what: RegExp): Promise<void> {
    const files = [database, `${database}-wal`, `${database}-journal`].filter((path) => existsSync(path));
    const before = files.map((path) => readFileSync(path));
    const error = await errorOf(createSqliteStore({ folder }));
    expect(error.code).toBe('StoreDamaged');
    expect(error.message).toContain(database);
    expect(error.message).toMatch(what);
    expect(error.message).toContain('Nothing was changed or deleted');
    expect(error.message).toContain('restore a backup');
    expect(files.map((path) => readFileSync(path).equals(before[files.indexOf(path)] as Buffer))).toEqual(
      files.map(() => true),
    );
  }

  it('is refused when the file is not a database', async () => {
    writeFileSync(database, 'These are my notes, not a database.\n'.repeat(500));
    await expectRefused(/not a database/);
  });

  it.each([100, 60, 20])('is refused when the first %i bytes are torn', async (bytes) => {
    const content = readFileSync(database);
    content.fill(0, 0, bytes);
    writeFileSync(database, content);
    await expectRefused(/not a database/);
  });

  it.each([1, 50, 511, 5_000, 3 * PAGE_BYTES, 10 * PAGE_BYTES + 7])(
    'is refused when it was cut after %i bytes',
    async (bytes) => {
      truncateSync(database, bytes);
      await expectRefused(/not a database|malformed|page|Freelist|out of order/i);
    },
  );

  it('is refused when the file is empty', async () => {
    truncateSync(database, 0);
    await expectRefused(/empty/);
  });

  it.each(['-wal', '-journal'])('is refused when the database is gone and its %s is left', async (suffix) => {
    rmSync(database);
    writeFileSync(`${database}${suffix}`, 'what belongs to the database that is gone');
    await expectRefused(/missing/);
    expect(existsSync(database)).toBe(false);
  });

  it('is refused when the file is a database of another program', async () => {
    rmSync(database);
    const other = new Database(database);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    await expectRefused(/not a database of this package/);
  });

  /** Opening looks at the structure of every page, reading at the checksum of every event. */
  it.each([
    ['zeros', 0x00],
    ['ones', 0xff],
    ['noise', 0xa5],
  ])('is refused, or has every event, whichever page is overwritten with %s', async (_name, byte) => {
    const whole = readFileSync(database);
    const pages = whole.length / PAGE_BYTES;
    expect(pages).toBeGreaterThan(25);
    let refused = 0;
    for (let page = 0; page < pages; page++) {
      const content = Buffer.from(whole);
      content.fill(byte, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
      writeFileSync(database, content);
      const opened = await createSqliteStore({ folder }).catch((error: unknown) => error);
      if (opened instanceof Error) {
        expect(opened).toMatchObject({ code: 'StoreDamaged' });
        expect(readFileSync(database).equals(content)).toBe(true);
        refused += 1;
      } else {
        const store = opened as Awaited<ReturnType<typeof createSqliteStore>>;
        const read = await readTexts(store.events, 'one').catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ code: 'StoreDamaged' });
        else expect(read, `page ${page}`).toEqual(texts);
        await store.close();
      }
    }
    // All but the pages of tables that are empty and the end of long texts, which is only text.
    expect(refused).toBeGreaterThan(pages / 2);
  });

  it('keeps the write-ahead log of a database that it refuses', async () => {
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    const store = await createSqliteStore({ folder });
    await store.events.append(appendOf({ conversationId: 'two', expectedSeq: 0, text: 'only in the log' }));
    for (const suffix of ['', '-wal']) {
      copyFileSync(`${database}${suffix}`, join(copy, `agent-chat.db${suffix}`));
    }
    await store.close();

    folder = copy;
    database = join(copy, 'agent-chat.db');
    const content = readFileSync(database);
    content.fill(0xff, 12 * PAGE_BYTES, 14 * PAGE_BYTES);
    writeFileSync(database, content);
    expect(readFileSync(`${database}-wal`).length).toBeGreaterThan(0);
    await expectRefused(/./);
  });

  it('is none when its process ended before it had a write-ahead log: what was interrupted is undone', async () => {
    const copy = join(temporaryFolder(), 'agent-chat.db');
    copyInterrupted(database, copy);
    expect(readFileSync(copy).equals(readFileSync(database))).toBe(false);
    const store = await createSqliteStore({ file: copy });
    expect(await readTexts(store.events, 'one')).toEqual(texts);
    await store.close();
    copyInterrupted(database, copy);
    expect(await checkSqliteStore({ file: copy })).toMatchObject({ events: EVENTS });
  });

  it('answers with StoreDamaged, and no path, when a page turns bad under an open store', async () => {
    const lines: { level: string; message: string; fields: unknown }[] = [];
    const logger: Logger = { log: (level, message, fields) => lines.push({ level, message, fields }) };
    const store = await createSqliteStore({ folder, logger });
    // By another process: to close the file in this one would drop SQLite's locks on it.
    await outputOf(runChild('overwrite.ts', [database, String(15 * PAGE_BYTES)]));

    const error = await errorOf(readTexts(store.events, 'one'));
    expect(error.code).toBe('StoreDamaged');
    expect(JSON.stringify(error.toBody())).not.toContain(folder);
    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      message: 'store failed',
      fields: { fault: 'StoreDamaged', file: database },
    });
    const events = Array.from({ length: EVENTS }, (_, index) => ({ seq: index + 1, json: '{}' }));
    const erasure = store.events.erase({ tenant: TENANT, conversationId: 'one', events });
    expect((await errorOf(erasure)).code).toBe('StoreDamaged');
    // What the damage does not touch goes on.
    expect(await store.events.getRecord(TENANT, 'nobody')).toBeNull();
    await store.close();
  });
});
