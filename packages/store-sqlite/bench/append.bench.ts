// How near durable commands come to the raw driver, in one run on one disk.
//   npm run bench
// `orchestrator` decides, writes and acknowledges every command; `store` is given what the
// orchestrator had decided; the floor writes the same rows, made before the clock starts, by
// better-sqlite3 alone at the same durability and in groups as large as there are writers.
import { join } from 'node:path';
import type { AppendRequest } from '@agent-chat/core';
import {
  APPEND_LOADS,
  appendAll,
  compareRates,
  type Contender,
  inNewFolder,
  type RecordedLoad,
  recordLoad,
  throughOrchestrator,
  throughStore,
} from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { checksumOf } from '../src/event-rows.js';
import { prepareEventStatements } from '../src/event-statements.js';
import { createSqliteStore } from '../src/sqlite-store.js';

/** The driver in a loop: each group a transaction, each row by a prepared statement. */
async function raw(folder: string, { beginning, rounds }: RecordedLoad): Promise<Contender> {
  const store = await createSqliteStore({ folder });
  await appendAll(store.events, beginning);
  await store.close();
  const database = new Database(join(folder, 'agent-chat.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const sql = prepareEventStatements(database);
  let position = sql.lastPosition.get()?.position ?? 0;
  const rowsOf = ({ conversationId, expectedSeq, events, record, runnable, key }: AppendRequest) => {
    const id = sql.conversation.get(conversationId)?.id;
    if (id === undefined || key === undefined) throw new Error('The load goes on with what was begun.');
    return {
      conversation: {
        id,
        head: expectedSeq + events.length,
        runnable: runnable ? 1 : 0,
        updatedAt: record.updatedAt,
        participants: JSON.stringify(record.participants.map(({ participantId }) => participantId)),
        record: JSON.stringify(record),
      },
      key: [id, key.author, key.requestId, key.paramsHash, key.resultJson] as const,
      events: events.map(({ seq, json }) => [(position += 1), id, seq, json, checksumOf(json)] as const),
    };
  };
  const rows = rounds.map((groups) => groups.map((group) => group.map(rowsOf)));
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return {
    async run(round) {
      for (const group of rows[round] ?? []) {
        begin.run();
        for (const { conversation, key, events } of group) {
          sql.updateConversation.run(conversation);
          for (const event of events) sql.insertEvent.run(...event);
          sql.insertKey.run(...key);
        }
        commit.run();
      }
    },
    async close() {
      database.close();
    },
  };
}

for (const load of APPEND_LOADS) {
  const recorded = await recordLoad(load);
  const { method, writers, conversations, commands } = load;
  const title = `${method} by ${writers} writers at once to ${conversations} conversations`;
  await inNewFolder(async (folder) => {
    const openStore = (name: string) => createSqliteStore({ folder: join(folder, name) });
    const contenders = {
      orchestrator: await throughOrchestrator(await openStore('orchestrator'), load),
      store: await throughStore(await openStore('store'), recorded),
      'the same rows': await raw(join(folder, 'raw'), recorded),
    };
    console.log(await compareRates(title, commands, contenders));
  });
}
