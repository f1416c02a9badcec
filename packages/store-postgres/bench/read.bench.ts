// How near reading a long conversation back comes to the raw query, in one run on one private server.
//   npm run bench
// `subscribe` is a viewer with the cursor 0, read as a server reads for it; `subscribe, awaited` awaits each
// frame, and has each event parsed. The floor is the query alone, in pages of the same size.
import { createOrchestrator } from '@agent-chat/core';
import {
  compareRates,
  READ_EVENTS,
  READ_PAGE,
  readByStore,
  readBySubscription,
  takeBySubscription,
  writeLongConversation,
} from '@agent-chat/store-test-support';
import { Client } from 'pg';
import { createPostgresStore } from '../src/postgres-store.js';
import { createPrivateCluster } from '../src/test-support/private-cluster.js';

const cluster = await createPrivateCluster();
try {
  const schema = 'bench';
  const store = await createPostgresStore({ connectionString: cluster.url, schema });
  await writeLongConversation(store.events);
  const orchestrator = createOrchestrator({ store });
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  await client.query(`VACUUM ANALYZE ${schema}.events`);
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM ${schema}.conversations`);
  const text = `SELECT seq, json FROM ${schema}.events WHERE conversation = $1 AND seq > $2 ORDER BY seq LIMIT $3`;
  const readRaw = async () => {
    let chars = 0;
    for (let afterSeq = 0; ; ) {
      const page = await client.query<{ seq: number; json: string }>(text, [
        rows[0]?.id,
        afterSeq,
        READ_PAGE,
      ]);
      if (page.rows.length === 0) return chars;
      for (const { json } of page.rows) chars += json.length;
      afterSeq = page.rows.at(-1)?.seq ?? afterSeq;
    }
  };
  const expected = await readRaw();
  const whole = async (read: () => Promise<number>) => {
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
    store: {
      run: () => whole(() => readByStore(store.events)),
      close: () => store.close(),
    },
    'the raw query': { run: () => whole(readRaw), close: () => client.end() },
  };
  console.log(await compareRates('Events of one conversation, read back', READ_EVENTS, contenders));
} finally {
  await cluster.remove();
}
