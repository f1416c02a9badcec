import { appendOf, readTexts } from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore, type SqliteStore } from './sqlite-store.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

describe('events that are read', () => {
  let folder: string;
  let store: SqliteStore;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await createSqliteStore({ folder });
    for (let expectedSeq = 0; expectedSeq < 30; expectedSeq++) {
      await store.events.append(
        appendOf({ conversationId: 'one', expectedSeq, text: `text ${expectedSeq}` }),
      );
    }
  });
  afterEach(() => store.close());

  const read = (bounds: { afterSeq?: number; beforeSeq?: number; tenant?: string }, limit = 10) =>
    store.events.read({ conversationId: 'one', tenant: 'default', limit, ...bounds });

  /** By another program, past the store. */
  function behindItsBack(sql: string): void {
    const other = new Database(join(folder, 'agent-chat.db'));
    other.exec(sql);
    other.close();
  }

  it('are refused when they have rotted before they were first read', async () => {
    await read({ afterSeq: 0 });
    behindItsBack(`UPDATE events SET json = replace(json, 'text 14', 'text 41') WHERE seq = 15`);
    await expect(read({ afterSeq: 10 })).rejects.toMatchObject({ code: 'StoreDamaged' });
    await expect(read({ beforeSeq: 16 })).rejects.toMatchObject({ code: 'StoreDamaged' });
  });

  it('are refused when one is lost, also after they were read', async () => {
    await readTexts(store.events, 'one');
    behindItsBack('DELETE FROM events WHERE seq = 15');
    await expect(read({ afterSeq: 10 })).rejects.toMatchObject({ code: 'StoreDamaged' });
    expect(await read({ afterSeq: 20 })).toHaveLength(10);
  });

  it('are the same the second time, whichever pages were read before', async () => {
    const first = [
      await read({ beforeSeq: 20 }),
      await read({ afterSeq: 0 }),
      await read({ afterSeq: 7 }, 20),
    ];
    const again = [
      await read({ beforeSeq: 20 }),
      await read({ afterSeq: 0 }),
      await read({ afterSeq: 7 }, 20),
    ];
    expect(again).toEqual(first);
    expect(first.map((page) => page.map(({ seq }) => seq).slice(0, 2))).toEqual([
      [10, 11],
      [1, 2],
      [8, 9],
    ]);
    expect(await read({ afterSeq: 25 })).toHaveLength(5);
  });

  it('are those that an erasure has left, and none of a conversation that was deleted', async () => {
    const before = await read({ afterSeq: 0 });
    const blank = { seq: 3, json: '{"blank":true}' };
    await store.events.erase({ conversationId: 'one', tenant: 'default', events: [blank] });
    const after = await read({ afterSeq: 0 });
    expect(after).toEqual(before.map((event) => (event.seq === 3 ? blank : event)));
    await store.events.deleteConversation('default', 'one');
    expect(await read({ afterSeq: 0 })).toEqual([]);
  });

  it('are not those of another tenant, also when their own has just read them', async () => {
    await readTexts(store.events, 'one');
    expect(await read({ afterSeq: 0, tenant: 'other' })).toEqual([]);
  });
});
