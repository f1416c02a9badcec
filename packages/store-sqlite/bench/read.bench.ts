// How near reading a long conversation back comes to the raw query, in one run on one file.
//   npm run bench
// `subscribe` is a viewer with the cursor 0, read as a server reads for it; `subscribe, awaited` awaits each
// frame, and has each event parsed. `store, first read` also compares each text with its checksum, which
// `store` did in the rounds before. The floor is the query alone, in pages of the same size.
import { join } from 'node:path';
import { createOrchestrator } from '@agent-chat/core';
import {
  compareRates,
  inNewFolder,
  READ_CONVERSATION,
  READ_EVENTS,
  READ_PAGE,
  readByStore,
  readBySubscription,
  takeBySubscription,
  TENANT,
  writeLongConversation,
} from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { EventReader } from '../src/event-reader.js';
import { prepareEventStatements } from '../src/event-statements.js';
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
  const statements = prepareEventStatements(database);
  const readAnew = (reader: EventReader) => {
    const ofConversation = { conversationId: READ_CONVERSATION, tenant: TENANT, limit: READ_PAGE };
    let chars = 0;
    for (let afterSeq = 0; ; ) {
      const page = reader.after(afterSeq, ofConversation);
      if (page.length === 0) return chars;
      for (const { json } of page) chars += json.length;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  };
  const expected = readRaw();
  const whole = async (read: () => number | Promise<number>) => {
    if ((await read()) !== expected) throw new Error('It has not read everything.');
  };
  const contenders = {
    'subscribe, awaited': {
      run: () => whole(() => readBySubscription(orchestrator)),
      close: async () => undefined,
    },
    subscribe: {
      run: () => whole(() => takeBySubscription(orchestrator)),
      close: () => orchestrator.close(),
    },
    'store, first read': {
      run: () => whole(() => readAnew(new EventReader(statements))),
      close: async () => undefined,
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
