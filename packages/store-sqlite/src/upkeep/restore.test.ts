import { errorOf } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOrchestrator } from '@agent-chat/core';
import type { Caller, Frame } from '@agent-chat/protocol';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '../migrations/migrate.js';
import { APPLICATION_ID } from '../open/create-database.js';
import { createSqliteStore } from '../sqlite-store.js';
import { copyInterrupted } from '../test-support/copy-interrupted.js';
import { fillStore } from '../test-support/filled-store.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';
import { backupSqliteStore } from './backup.js';
import { checkSqliteStore } from './check-store.js';
import { renewSqliteEpoch } from './renew-epoch.js';
import { restoreSqliteStore } from './restore.js';

const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };

/** A folder with a store of five events and a backup of it. */
let base: string;
let folder: string;
let from: string;
let epoch: string;

beforeEach(async () => {
  base = temporaryFolder();
  folder = join(base, 'data');
  from = join(base, 'backup.db');
  ({ epoch } = await fillStore(folder, { events: 5 }));
  await backupSqliteStore({ folder, to: from });
});

/** Every byte of the store's own files; a lock holds nothing. */
const filesOf = (path: string) =>
  readdirSync(path)
    .filter((name) => !name.endsWith('.lock') && !name.endsWith('-shm'))
    .map((name) => [name, readFileSync(join(path, name)).toString('base64')]);

describe('a restored store', () => {
  it('has the events of the backup and an epoch of its own', async () => {
    const target = join(base, 'new', 'place');
    const report = await restoreSqliteStore({ folder: target, from });
    expect(report).toMatchObject({ file: join(target, 'agent-chat.db'), events: 5, replaced: null });
    expect(report.epoch).not.toBe(epoch);
    expect(report.epoch).toMatch(/^[0-9a-f]{16}$/);
    const store = await createSqliteStore({ folder: target });
    expect(store.events.epoch).toBe(report.epoch);
    expect(await readTexts(store.events, 'one')).toHaveLength(5);
    await store.close();
    expect(await checkSqliteStore({ file: from })).toMatchObject({ epoch });
  });

  it('may be of an older version, and is brought up to date when it is opened', async () => {
    const old = join(base, 'old.db');
    const raw = new Database(old);
    raw.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(raw, MIGRATIONS.slice(0, 1));
    raw.exec("INSERT INTO store (id, epoch) VALUES (1, 'old')");
    raw.close();
    const target = join(base, 'new');
    expect(await restoreSqliteStore({ folder: target, from: old })).toMatchObject({
      schemaVersion: 1,
      events: 0,
    });
    const store = await createSqliteStore({ folder: target });
    const append = appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' });
    expect(await store.events.append(append)).toEqual({ status: 'appended' });
    await store.close();
    expect((await checkSqliteStore({ folder: target })).schemaVersion).toBe(SCHEMA_VERSION);
  });

  it('knows a cursor of the other history, and answers it with a snapshot', async () => {
    const first = await createSqliteStore({ folder });
    const origin = createOrchestrator({ store: first });
    await origin.as(OPERATOR).call('createConversation', {
      clientRequestId: 'r1',
      conversationId: 'two',
      participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
    });
    await origin.close();
    await first.close();
    const to = join(base, 'later.db');
    await backupSqliteStore({ folder, to });
    await restoreSqliteStore({ folder, from: to, replace: true });

    const store = await createSqliteStore({ folder });
    const orchestrator = createOrchestrator({ store });
    const firstKinds = async (cursor: string): Promise<string[]> => {
      const frames: Frame[] = [];
      for await (const frame of orchestrator.as(OPERATOR).subscribe({ conversationId: 'two', cursor })) {
        frames.push(frame);
        if (frame.kind === 'caught_up') break;
      }
      return frames.map(({ kind }) => kind);
    };
    expect(await firstKinds(`${epoch}-1`)).toContain('snapshot');
    expect(await firstKinds(`${store.events.epoch}-1`)).not.toContain('snapshot');
    await orchestrator.close();
    await store.close();
  });

  it('hands out fences above those of the other history', async () => {
    const first = await createSqliteStore({ folder });
    await first.events.acquireLease('one', 'a', 1_000);
    const other = await first.events.acquireLease('one', 'a', 1_000);
    await first.close();
    await restoreSqliteStore({ folder, from, replace: true });
    const store = await createSqliteStore({ folder });
    const lease = await store.events.acquireLease('one', 'b', 1_000);
    expect(lease?.fence).toBeGreaterThan((other?.fence ?? 0) + 1);
    await store.close();
  });

  it('takes the place of a store only when it is asked to', async () => {
    const before = filesOf(folder);
    const error = await errorOf(restoreSqliteStore({ folder, from }));
    expect(error.code).toBe('InvalidConfiguration');
    expect(error.message).toContain(join(folder, 'agent-chat.db'));
    expect(filesOf(folder)).toEqual(before);
  });

  it('leaves the store in its place aside, with what was only in its write-ahead log', async () => {
    const store = await createSqliteStore({ folder });
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 5, text: 'the sixth' }));
    const killed = join(base, 'killed');
    mkdirSync(killed);
    for (const suffix of ['', '-wal']) {
      copyFileSync(join(folder, `agent-chat.db${suffix}`), join(killed, `agent-chat.db${suffix}`));
    }
    await store.close();

    for (const count of [1, 2]) {
      const { replaced } = await restoreSqliteStore({ folder: killed, from, replace: true });
      expect(replaced).toBe(join(killed, `agent-chat.db.replaced-${count}`));
    }
    expect((await checkSqliteStore({ folder: killed })).events).toBe(5);
    const aside = await checkSqliteStore({ file: join(killed, 'agent-chat.db.replaced-1') });
    expect(aside).toMatchObject({ events: 6, epoch });
  });

  it('leaves the journal of an interrupted transaction with the store in its place', async () => {
    // As large as each other, so that the journal of the one would overwrite events of the other.
    for (const name of ['one', 'two']) {
      await fillStore(join(base, name), { events: 60, conversations: [name] });
    }
    const killed = join(base, 'killed');
    mkdirSync(killed);
    copyInterrupted(join(base, 'one', 'agent-chat.db'), join(killed, 'agent-chat.db'));

    const { replaced } = await restoreSqliteStore({
      folder: killed,
      from: join(base, 'two', 'agent-chat.db'),
      replace: true,
    });
    const store = await createSqliteStore({ folder: killed });
    expect(await readTexts(store.events, 'two')).toHaveLength(60);
    await store.close();
    const aside = await createSqliteStore({ file: replaced ?? '' });
    expect(await readTexts(aside.events, 'one')).toHaveLength(60);
    await aside.close();
  });

  it('takes the place of a damaged store, and of a log whose database is lost', async () => {
    const file = join(folder, 'agent-chat.db');
    writeFileSync(file, 'no database any more');
    await restoreSqliteStore({ folder, from, replace: true });
    expect((await checkSqliteStore({ folder })).events).toBe(5);
    expect(readFileSync(`${file}.replaced-1`, 'utf8')).toBe('no database any more');

    rmSync(file);
    writeFileSync(`${file}-wal`, 'frames');
    await restoreSqliteStore({ folder, from, replace: true });
    expect((await checkSqliteStore({ folder })).events).toBe(5);
    expect(readFileSync(`${file}.replaced-2-wal`, 'utf8')).toBe('frames');
  });

  it('is made anew after a restore that was interrupted', async () => {
    const target = join(base, 'new');
    mkdirSync(target);
    writeFileSync(join(target, 'agent-chat.db.restoring'), 'half a database');
    // An empty store in the place of the one that was put aside would look like a lost one.
    const error = await errorOf(createSqliteStore({ folder: target }));
    expect(error.code).toBe('StoreDamaged');
    expect(error.message).toContain('restore it again');
    await restoreSqliteStore({ folder: target, from });
    expect(readdirSync(target).sort()).toEqual(['agent-chat.db', 'agent-chat.db.lock']);
  });

  it('is not made from a damaged backup, one of a newer version, or none', async () => {
    const before = filesOf(folder);
    const damaged = join(base, 'damaged.db');
    writeFileSync(damaged, readFileSync(from, 'latin1').replaceAll('one 3 x', 'one 3 X'), 'latin1');
    const rot = await errorOf(restoreSqliteStore({ folder, from: damaged, replace: true }));
    expect(rot.code).toBe('StoreDamaged');
    expect(rot.message).toContain(`"${damaged}"`);

    const missing = await errorOf(restoreSqliteStore({ folder, from: join(base, 'no.db'), replace: true }));
    expect(missing.code).toBe('InvalidConfiguration');
    expect(missing.message).toContain(join(base, 'no.db'));
    expect(filesOf(folder)).toEqual(before);
  });

  it('is not made while a process has the store open, which goes on', async () => {
    const store = await createSqliteStore({ folder });
    for (const refused of [
      restoreSqliteStore({ folder, from, replace: true }),
      renewSqliteEpoch({ folder }),
    ]) {
      expect((await errorOf(refused)).code).toBe('StoreInUse');
    }
    const next = appendOf({ conversationId: 'one', expectedSeq: 5, text: 'goes on' });
    expect(await store.events.append(next)).toEqual({ status: 'appended' });
    await store.close();
    expect(await checkSqliteStore({ folder })).toMatchObject({ epoch, events: 6 });
  });
});

describe('a copied store', () => {
  it('gets an epoch of its own, and nothing else changes', async () => {
    const copy = join(base, 'copy.db');
    copyFileSync(join(folder, 'agent-chat.db'), copy);
    const renewed = await renewSqliteEpoch({ file: copy });
    expect(renewed).not.toBe(epoch);
    expect(await checkSqliteStore({ file: copy })).toMatchObject({ epoch: renewed, events: 5 });
    expect(await checkSqliteStore({ folder })).toMatchObject({ epoch });
  });

  it('must be there', async () => {
    const error = await errorOf(renewSqliteEpoch({ file: join(base, 'no.db') }));
    expect(error.code).toBe('InvalidConfiguration');
    expect(readdirSync(base).sort()).toEqual(['backup.db', 'data']);
  });
});
