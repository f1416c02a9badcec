import { errorOf } from '@agent-chat/protocol/test-support';
import { readTexts, TENANT } from '@agent-chat/store-test-support';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../sqlite-store.js';
import { fillStore } from '../test-support/filled-store.js';
import { runChild } from '../test-support/run-child.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';
import { checkSqliteStore } from './check-store.js';

const PAGE_BYTES = 4_096;

describe('a check', () => {
  let folder: string;
  let file: string;
  let epoch: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    file = join(folder, 'agent-chat.db');
    ({ epoch } = await fillStore(folder, { events: 30, conversations: ['one', 'two'] }));
  });

  async function faultAfter(sql: string): Promise<string> {
    const raw = new Database(file);
    raw.exec(sql);
    raw.close();
    const error = await errorOf(checkSqliteStore({ folder }));
    expect(error.code).toBe('StoreDamaged');
    expect(error.message).toContain(`"${file}"`);
    return (error.details as { what: string }).what;
  }

  it('says what is in a sound store, and changes nothing', async () => {
    const before = readFileSync(file);
    const report = await checkSqliteStore({ folder });
    expect(report).toMatchObject({ file, epoch, conversations: 2, events: 60 });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('may be made while another process writes', async () => {
    const child = runChild('append-for-ever.ts', [folder, 'normal', '2', '0', '0']);
    let checks = 0;
    for await (const _acknowledgement of child.lines) {
      if (checks >= 5) child.process.stdin.end();
      else {
        const { events } = await checkSqliteStore({ folder });
        expect(events).toBeGreaterThan(60);
        checks += 1;
      }
    }
    expect(await child.ended).toBe('');
    expect(checks).toBe(5);
  });

  it('finds an event whose text is not what was written', async () => {
    expect(await faultAfter("UPDATE events SET json = replace(json, 'x', 'y') WHERE position = 7")).toBe(
      'event 7 of the conversation "one" is damaged',
    );
  });

  it('finds a gap, a lost end and events of nobody', async () => {
    expect(await faultAfter('DELETE FROM events WHERE position = 12')).toBe(
      'event 13 of the conversation "one" follows event 11',
    );
    expect(await faultAfter('DELETE FROM events WHERE position = 60')).toContain(
      'the conversation "two" ends at event 29 of 30',
    );
    expect(await faultAfter("DELETE FROM conversations WHERE conversation_id = 'two'")).toContain(
      'an event 1 belongs to no conversation',
    );
  });

  it('takes a deleted conversation and erased events for sound', async () => {
    const store = await createSqliteStore({ folder });
    await store.events.deleteConversation(TENANT, 'one');
    await store.events.erase({ conversationId: 'two', tenant: TENANT, events: [{ seq: 3, json: '{}' }] });
    await store.close();
    expect(await checkSqliteStore({ folder })).toMatchObject({ conversations: 1, events: 30 });
  });

  it('names some faults where there are many', async () => {
    const what = await faultAfter("UPDATE events SET json = '{}'");
    expect(what.split('; ')).toHaveLength(5);
  });

  it('says so when there is no store, or one of a newer version', async () => {
    const missing = await errorOf(checkSqliteStore({ file: join(folder, 'no.db') }));
    expect(missing.code).toBe('InvalidConfiguration');
    expect(missing.message).toContain(join(folder, 'no.db'));
    const raw = new Database(file);
    raw.pragma('user_version = 99');
    raw.close();
    expect((await errorOf(checkSqliteStore({ folder }))).code).toBe('StoreNewer');
  });

  it('finds every overwritten page that has something in it', async () => {
    const texts = await readAll();
    const whole = readFileSync(file);
    const pages = whole.length / PAGE_BYTES;
    let refused = 0;
    for (let page = 0; page < pages; page++) {
      const content = Buffer.from(whole);
      content.fill(0xa5, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
      writeFileSync(file, content);
      const error = await checkSqliteStore({ folder }).then(
        () => null,
        (fault: unknown) => fault,
      );
      if (error === null) expect(await readAll(), `page ${page}`).toEqual(texts);
      else expect(error).toMatchObject({ code: 'StoreDamaged' });
      if (error !== null) refused += 1;
    }
    expect(refused).toBeGreaterThan(pages / 2);
  });

  async function readAll(): Promise<unknown> {
    const store = await createSqliteStore({ folder });
    const texts = [await readTexts(store.events, 'one'), await readTexts(store.events, 'two')];
    await store.close();
    return texts;
  }
});
