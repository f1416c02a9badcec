// How near reading a long conversation back comes to the raw query, in one run on one file.
//   npm run bench
// `subscribe` is a viewer with the cursor 0, who gets each event as text and as an object; the floor is
// the query alone, in pages of the same size.
import { join } from 'node:path';
import { createOrchestrator } from '@agent-chat/core';
import {
  compareRates,
  inNewFolder,
  READ_EVENTS,
  READ_PAGE,
  readByStore,
  readBySubscription,
  writeLongConversation,
} from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { createSqliteStore } from '../src/sqlite-store.js';

await inNewFolder(async (folder) => {
  const store = await createSqliteStore({ folder });
  await writeLongConversation(store.events);
  const orchestrator = createOrchestrator({ store });
  const database = new Database(join(folder, 'agent-chat.db'), { readonly: true });
  const page = database.prepare<[afterSeq: number, limit: number], { seq: number; json: string }>(
    'SELECT seq, json FROM events WHERE conversation = 1 AND seq > ? ORDER BY seq LIMIT ?',
  );
  const readRaw = () => {
    let chars = 0;
    for (let afterSeq = 0; ; ) {
      const rows = page.all(afterSeq, READ_PAGE);
      if (rows.length === 0) return chars;
      for (const { json } of rows) chars += json.length;
      afterSeq = rows.at(-1)?.seq ?? afterSeq;
    }
  };
  const expected = readRaw();
  const whole = async (read: () => number | Promise<number>) => {
    if ((await read()) !== expected) throw new Error('It has not read everything.');
  };
  const contenders = {
    subscribe: {
      run: () => whole(() => readBySubscription(orchestrator)),
      close: () => orchestrator.close(),
    },
    store: {
      run: () => whole(() => readByStore(store.events)),
      close: () => store.close(),
    },
    'the raw query': {
      run: () => whole(readRaw),
      close: async () => {
        database.close();
      },
    },
  };
  console.log(await compareRates('Events of one conversation, read back', READ_EVENTS, contenders));
});
