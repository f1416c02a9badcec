// How near durable commands come to the raw driver, in one run on one private server with every flush on.
//   npm run bench
// `orchestrator` decides, writes and acknowledges every command; `store` is given what the
// orchestrator had decided; the floor writes the same rows, made before the clock starts, by `pg`
// alone: in groups as large as there are writers, each a transaction with a prepared multi-row
// statement for each table.
import type { AppendRequest } from '@agent-chat/core';
import {
  APPEND_LOADS,
  appendAll,
  compareRates,
  type Contender,
  type RecordedLoad,
  recordLoad,
  throughOrchestrator,
  throughStore,
} from '@agent-chat/store-test-support';
import { Client } from 'pg';
import { createPostgresStore } from '../src/postgres-store.js';
import { createPrivateCluster } from '../src/test-support/private-cluster.js';

const cluster = await createPrivateCluster();
let schemas = 0;

/** In a schema of its own. */
function openStore() {
  const schema = `bench_${(schemas += 1)}`;
  return createPostgresStore({ connectionString: cluster.url, schema }).then((store) => ({ schema, store }));
}

/** The driver in a loop. */
async function raw({ beginning, rounds }: RecordedLoad): Promise<Contender> {
  const { schema, store } = await openStore();
  await appendAll(store.events, beginning);
  await store.close();
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  const { rows } = await client.query<{ id: string; conversation_id: string }>(
    `SELECT id, conversation_id FROM ${schema}.conversations`,
  );
  const ids = new Map(rows.map((row) => [row.conversation_id, row.id]));
  const head = await client.query<{ position: string }>(`SELECT position FROM ${schema}.head`);
  let position = Number(head.rows[0]?.position ?? 0);

  const valuesOf = (group: readonly AppendRequest[]) => {
    // One row cannot be updated twice by a statement: the newest state of each conversation counts.
    const newest = new Map(group.map((request) => [request.conversationId, request]));
    return {
      update: [...newest.values()].flatMap(({ conversationId, expectedSeq, events, runnable, record }) => [
        ids.get(conversationId),
        expectedSeq + events.length,
        runnable,
        record.updatedAt,
        JSON.stringify(record),
      ]),
      keys: group.flatMap(({ conversationId, key }) => [
        ids.get(conversationId),
        key?.author,
        key?.requestId,
        key?.paramsHash,
        key?.resultJson,
      ]),
      events: group.flatMap(({ conversationId, events }) =>
        events.flatMap(({ seq, json }) => [(position += 1), ids.get(conversationId), seq, json]),
      ),
      head: [position],
    };
  };
  const prepared = rounds.map((groups) => groups.map(valuesOf));
  const statements = {
    update: (count: number) => `UPDATE ${schema}.conversations c
      SET head = v.head, runnable = v.runnable, updated_at = v.updated_at, record = v.record
      FROM (VALUES ${places(count, ['bigint', 'integer', 'boolean', 'text', 'text'])})
        AS v (id, head, runnable, updated_at, record) WHERE c.id = v.id`,
    keys: (
      count: number,
    ) => `INSERT INTO ${schema}.keys (conversation, author, request_id, params_hash, result)
      VALUES ${places(count, ['bigint', 'text', 'text', 'text', 'text'])}`,
    events: (count: number) => `INSERT INTO ${schema}.events (position, conversation, seq, json)
      VALUES ${places(count, ['bigint', 'bigint', 'integer', 'text'])}`,
    head: () => `UPDATE ${schema}.head SET position = $1::bigint`,
  };
  const run = (name: keyof typeof statements, values: readonly unknown[], columns: number) => {
    const count = values.length / columns;
    return client.query({ name: `${name}-${count}`, text: statements[name](count), values: [...values] });
  };
  return {
    async run(round) {
      for (const { update, keys, events, head } of prepared[round] ?? []) {
        await client.query('BEGIN');
        await run('update', update, 5);
        await run('keys', keys, 5);
        await run('head', head, 1);
        await run('events', events, 4);
        await client.query('COMMIT');
      }
    },
    close: () => client.end(),
  };
}

/** `($1, $2), ($3, $4) …` for `rows` rows of `columns` values each. */
function places(rows: number, casts: readonly string[]): string {
  return Array.from(
    { length: rows },
    (_, row) => `(${casts.map((cast, column) => `$${row * casts.length + column + 1}::${cast}`).join(', ')})`,
  ).join(', ');
}

try {
  for (const load of APPEND_LOADS) {
    const recorded = await recordLoad(load);
    const { method, writers, conversations, commands } = load;
    const title = `${method} by ${writers} writers at once to ${conversations} conversations`;
    const contenders = {
      orchestrator: await throughOrchestrator((await openStore()).store, load),
      store: await throughStore((await openStore()).store, recorded),
      'the same rows': await raw(recorded),
    };
    console.log(await compareRates(title, commands, contenders));
  }
} finally {
  await cluster.remove();
}
