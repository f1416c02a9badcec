// How near a durable append through the store comes to the raw driver, in one run on one disk.
//   node --conditions=@agent-chat/source --import @agent-chat/store-test-support/source-hooks bench/append.bench.ts
// Two floors, written by better-sqlite3 alone at the same durability and in the same groups: `rows`
// writes the same rows that the store writes; `events` only the row of the event.
import { join } from 'node:path';
import { appendOfWriter, compareRates, inNewFolder, timeOf } from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { prepareEventStatements } from '../src/event-statements.js';
import { createSqliteStore } from '../src/sqlite-store.js';

interface Load {
  readonly writers: number;
  readonly events: number;
}
const LOADS: readonly Load[] = [
  { writers: 1, events: 1_500 },
  { writers: 64, events: 32_000 },
];
type Contender = (folder: string, load: Load) => Promise<void>;

const throughStore: Contender = async (folder, { writers, events }) => {
  const store = await createSqliteStore({ folder });
  const write = async (writer: number) => {
    for (let n = 0; n < events / writers; n++) {
      const { status } = await store.events.append(appendOfWriter(writer, n));
      if (status !== 'appended') throw new Error(status);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  await store.close();
};

/** The driver in a loop: each group a transaction, each row by a prepared statement. */
const raw =
  (withAllRows: boolean): Contender =>
  async (folder, { writers, events }) => {
    await (await createSqliteStore({ folder })).close(); // the same tables
    const database = new Database(join(folder, 'agent-chat.db'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const sql = prepareEventStatements(database);
    let position = 0;
    for (let n = 0; n < events / writers; n++) {
      database.exec('BEGIN IMMEDIATE');
      for (let writer = 0; writer < writers; writer++) {
        const { conversationId, tenant, events: appended, record, key } = appendOfWriter(writer, n);
        const id = writer + 1;
        if (withAllRows) {
          const values = {
            head: n + 1,
            runnable: 0,
            updatedAt: record.updatedAt,
            participants: '["visitor"]',
            record: JSON.stringify(record),
          };
          if (n === 0) sql.insertConversation.run({ ...values, conversationId, tenant });
          else sql.updateConversation.run({ ...values, id });
          if (key) sql.insertKey.run(id, key.author, key.requestId, key.paramsHash, key.resultJson);
        }
        for (const { seq, json } of appended) sql.insertEvent.run((position += 1), id, seq, json, 0);
      }
      database.exec('COMMIT');
    }
    database.close();
  };

for (const load of LOADS) {
  const timed = (contender: Contender) => () =>
    inNewFolder((folder) => timeOf(() => contender(folder, load)));
  console.log(
    await compareRates(`${load.writers} concurrent writers, durability full`, load.events, {
      store: timed(throughStore),
      'floor: the same rows': timed(raw(true)),
      'floor: events only': timed(raw(false)),
    }),
  );
}
