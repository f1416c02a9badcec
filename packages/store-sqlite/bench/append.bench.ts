// How near a durable append through the store comes to the raw driver, in one run on one disk.
//   node --conditions=@agent-chat/source --import ./src/test-support/source-hooks.ts bench/append.bench.ts
// Two floors, written by better-sqlite3 alone at the same durability and in the same groups: `rows`
// writes the same rows that the store writes; `events` only the row of the event.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendRequest } from '@agent-chat/core';
import Database from 'better-sqlite3';
import { prepareEventStatements } from '../src/event-statements.js';
import { createSqliteStore } from '../src/sqlite-store.js';
import { appendOf } from '../src/test-support/append-request.js';

const ROUNDS = 5;
const START_MS = Date.UTC(2026, 0, 1);
const TEXT = 'x'.repeat(110); // makes an event of about 200 bytes

interface Load {
  readonly writers: number;
  readonly events: number;
}
const LOADS: readonly Load[] = [
  { writers: 1, events: 1_500 },
  { writers: 64, events: 32_000 },
];
type Contender = (folder: string, load: Load) => Promise<void>;

/** The `n`-th append of a writer to its own conversation, as a command of the orchestrator makes it. */
function appendOfWriter(writer: number, n: number): AppendRequest {
  const requestId = `request-${writer}-${n}`;
  const request = appendOf({
    conversationId: `conversation-${writer}`,
    expectedSeq: n,
    text: TEXT,
    key: { author: 'visitor', requestId, paramsHash: 'a'.repeat(64), resultJson: `{"seq":${n + 1}}` },
  });
  // Time passes, so that the order of the records changes with each append.
  const updatedAt = new Date(START_MS + n).toISOString();
  return { ...request, record: { ...request.record, updatedAt } };
}

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

const CONTENDERS: Readonly<Record<string, Contender>> = {
  store: throughStore,
  'floor: the same rows': raw(true),
  'floor: events only': raw(false),
};

async function eventsPerSecond(contender: Contender, load: Load): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-chat-bench-'));
  try {
    const startedAt = performance.now();
    await contender(folder, load);
    return load.events / ((performance.now() - startedAt) / 1_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

for (const load of LOADS) {
  const rates: Record<string, number[]> = {};
  // In turns, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, contender] of Object.entries(CONTENDERS)) {
      (rates[name] ??= []).push(await eventsPerSecond(contender, load));
    }
  }
  const store = median(rates['store'] ?? []);
  console.log(`${load.writers} concurrent writers, durability full, median of ${ROUNDS}`);
  for (const [name, values] of Object.entries(rates)) {
    const rate = median(values);
    const share = name === 'store' ? '' : `  the store reaches ${((100 * store) / rate).toFixed(0)} %`;
    console.log(`  ${name.padEnd(24)}${Math.round(rate).toString().padStart(8)} events/s${share}`);
  }
}
