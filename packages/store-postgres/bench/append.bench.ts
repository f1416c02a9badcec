// How near the store comes to the raw driver, in one run on one private server with every flush on.
//   node --conditions=@agent-chat/source --import @agent-chat/store-test-support/source-hooks bench/append.bench.ts
// The floors are written by `pg` alone in the same groups, by prepared multi-row statements: `rows`
// writes the same rows as the store; `events` only the row of the event. Reading is compared with
// the same query of the whole conversation in the same pages.
import { appendOf, appendOfWriter, compareRates, TENANT, timeOf } from '@agent-chat/store-test-support';
import { Client } from 'pg';
import { createPostgresStore, type PostgresStore } from '../src/postgres-store.js';
import { createPrivateCluster } from '../src/test-support/private-cluster.js';

const TEXT = 'x'.repeat(110); // makes an event of about 200 bytes
const READ_EVENTS = 100_000;
const READ_PAGE = 500;

interface Load {
  readonly writers: number;
  readonly events: number;
}
const LOADS: readonly Load[] = [
  { writers: 1, events: 500 },
  { writers: 64, events: 12_800 },
];
interface Ready {
  readonly store: PostgresStore;
  readonly schema: string;
  readonly client: Client;
}
type Contender = (ready: Ready, load: Load) => Promise<void>;

const cluster = await createPrivateCluster();
let schemas = 0;

/** Every conversation has its first event, so that the measured loop only goes on with them. */
async function createConversations(store: PostgresStore, { writers }: Load): Promise<void> {
  await Promise.all(
    Array.from({ length: writers }, (_, writer) => store.events.append(appendOfWriter(writer, 0))),
  );
}

const throughStore: Contender = async ({ store }, { writers, events }) => {
  const write = async (writer: number) => {
    for (let n = 1; n <= events / writers; n++) {
      const { status } = await store.events.append(appendOfWriter(writer, n));
      if (status !== 'appended') throw new Error(status);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
};

/** `(($1, $2), ($3, $4) …)` for `rows` rows of `columns` values each. */
function places(rows: number, casts: readonly string[]): string {
  return Array.from(
    { length: rows },
    (_, row) => `(${casts.map((cast, column) => `$${row * casts.length + column + 1}::${cast}`).join(', ')})`,
  ).join(', ');
}

/** The driver in a loop: each group a transaction, each table one statement, prepared once. */
const raw =
  (withAllRows: boolean): Contender =>
  async ({ schema, client }, { writers, events }) => {
    const { rows } = await client.query<{ id: string; conversation_id: string }>(
      `SELECT id, conversation_id FROM ${schema}.conversations`,
    );
    const ids = new Map(rows.map((row) => [row.conversation_id, row.id]));
    const suffix = `${schema}-${withAllRows}`;
    const statements = {
      update: `UPDATE ${schema}.conversations c SET head = v.head, runnable = false, updated_at = v.updated_at, record = v.record
        FROM (VALUES ${places(writers, ['bigint', 'integer', 'text', 'text'])}) AS v (id, head, updated_at, record) WHERE c.id = v.id`,
      keys: `INSERT INTO ${schema}.keys (conversation, author, request_id, params_hash, result)
        VALUES ${places(writers, ['bigint', 'text', 'text', 'text', 'text'])}`,
      events: `INSERT INTO ${schema}.events (position, conversation, seq, json)
        VALUES ${places(writers, ['bigint', 'bigint', 'integer', 'text'])}`,
      head: `UPDATE ${schema}.head SET position = $1::bigint`,
    };
    const run = (name: keyof typeof statements, values: unknown[]) =>
      client.query({ name: `${name}-${suffix}`, text: statements[name], values });
    let position = writers;
    for (let n = 1; n <= events / writers; n++) {
      const group = Array.from({ length: writers }, (_, writer) => appendOfWriter(writer, n));
      const eventRows = group.flatMap((request) => {
        position += 1;
        return [position, ids.get(request.conversationId), n + 1, request.events[0]?.json];
      });
      // One statement is its own transaction.
      const alone = !withAllRows;
      if (!alone) {
        await client.query('BEGIN');
        await run(
          'update',
          group.flatMap(({ conversationId, record }) => [
            ids.get(conversationId),
            n + 1,
            record.updatedAt,
            JSON.stringify(record),
          ]),
        );
        await run(
          'keys',
          group.flatMap(({ conversationId, key }) => [
            ids.get(conversationId),
            key?.author,
            key?.requestId,
            key?.paramsHash,
            key?.resultJson,
          ]),
        );
        await run('head', [position]);
      }
      await run('events', eventRows);
      if (!alone) await client.query('COMMIT');
    }
  };

/** Of the contender alone, in a schema of its own where every conversation is begun. */
const timed = (contender: Contender, load: Load) => async () => {
  const schema = `bench_${(schemas += 1)}`;
  const store = await createPostgresStore({ connectionString: cluster.url, schema });
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  try {
    await createConversations(store, load);
    return await timeOf(() => contender({ store, schema, client }, load));
  } finally {
    await store.close();
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.end();
  }
};

async function measureReading(): Promise<void> {
  const schema = 'bench_reading';
  const store = await createPostgresStore({ connectionString: cluster.url, schema });
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  const batch = 1_000;
  for (let head = 0; head < READ_EVENTS; head += batch) {
    const request = appendOf({ conversationId: 'long', expectedSeq: head, text: TEXT });
    const events = Array.from({ length: batch }, (_, n) => ({
      seq: head + n + 1,
      json: (request.events[0]?.json ?? '').replace(`"seq":${head + 1}`, `"seq":${head + n + 1}`),
    }));
    await store.events.append({ ...request, events });
  }
  await client.query(`VACUUM ANALYZE ${schema}.events`);
  const readers: Record<string, () => Promise<number>> = {
    store: async () => {
      let seq = 0;
      for (;;) {
        const page = await store.events.read({
          tenant: TENANT,
          conversationId: 'long',
          afterSeq: seq,
          limit: READ_PAGE,
        });
        if (page.length === 0) return seq;
        seq = page.at(-1)?.seq ?? seq;
      }
    },
    'floor: the raw query': async () => {
      let seq = 0;
      for (;;) {
        const { rows } = await client.query<{ seq: number; json: string }>(
          `SELECT seq, json FROM ${schema}.events WHERE conversation = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
          [1, seq, READ_PAGE],
        );
        if (rows.length === 0) return seq;
        seq = rows.at(-1)?.seq ?? seq;
      }
    },
  };
  const whole = (name: string, read: () => Promise<number>) => () =>
    timeOf(async () => {
      if ((await read()) !== READ_EVENTS) throw new Error(`${name} has not read everything.`);
    });
  console.log(
    await compareRates(
      `Reading ${READ_EVENTS} events in pages of ${READ_PAGE}`,
      READ_EVENTS,
      Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, whole(name, read)])),
    ),
  );
  await client.end();
  await store.close();
}

try {
  for (const load of LOADS) {
    console.log(
      await compareRates(`${load.writers} concurrent writers, every commit flushed`, load.events, {
        store: timed(throughStore, load),
        'floor: the same rows': timed(raw(true), load),
        'floor: events only': timed(raw(false), load),
      }),
    );
  }
  await measureReading();
} finally {
  await cluster.remove();
}
