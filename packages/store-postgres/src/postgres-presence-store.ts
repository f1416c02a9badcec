import type { NodePresence, PresenceStore, StoredPresence } from '@agent-chat/core';
import type { Database } from './database.js';
import { decodeName, encodeName } from './names.js';

/** What counts no more is deleted with the first write after so many others. */
const PRUNE_EVERY = 100;
/** Longer than any node looks back. */
const KEPT = '5 minutes';

interface Row {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly node: string;
  readonly said: string;
}

export function createPostgresPresenceStore(database: Database): PresenceStore {
  const { schema } = database;
  // Asked once by each statement: the clock of the leases, which `store.now()` tells too.
  const now = `to_timestamp((SELECT ${schema}.now_ms()) / 1000.0)`;
  // All parts of a statement see the rows as they were before it: `was` is how the node stood. Where it was
  // dead, what it had said is removed; a row that is written again is left to that.
  const write = `
    WITH was AS (SELECT FROM ${schema}.presence_nodes WHERE node = $1 AND lives_until > ${now}),
    alive AS (
      INSERT INTO ${schema}.presence_nodes (node, lives_until)
      VALUES ($1, ${now} + $2 * interval '1 millisecond')
      ON CONFLICT (node) DO UPDATE SET lives_until = excluded.lives_until
    ),
    forgotten AS (
      DELETE FROM ${schema}.presence p WHERE node = $1 AND NOT EXISTS (SELECT FROM was) AND NOT EXISTS (
        SELECT FROM unnest($3::text[], $4::text[]) AS entry (tenant, conversation_id)
        WHERE entry.tenant = p.tenant AND entry.conversation_id = p.conversation_id
      )
    ),
    written AS (
      INSERT INTO ${schema}.presence (tenant, conversation_id, node, said, written_at)
      SELECT tenant, conversation_id, $1, said, ${now}
      FROM unnest($3::text[], $4::text[], $5::text[]) AS entry (tenant, conversation_id, said)
      ON CONFLICT (tenant, conversation_id, node)
        DO UPDATE SET said = excluded.said, written_at = excluded.written_at
    )
    SELECT EXISTS (SELECT FROM was) AS was_alive`;
  const columns = 'tenant, conversation_id, node, said';
  const living = `JOIN ${schema}.presence_nodes n USING (node) WHERE n.lives_until > ${now}`;
  const read = `SELECT ${columns} FROM ${schema}.presence ${living} AND tenant = $1 AND conversation_id = $2`;
  const readRecent = `
    SELECT ${columns} FROM ${schema}.presence ${living}
    AND written_at > ${now} - $1 * interval '1 millisecond'`;
  const readNodes = `SELECT node FROM ${schema}.presence_nodes WHERE lives_until > ${now}`;
  const prune = `
    WITH dead AS (
      DELETE FROM ${schema}.presence_nodes WHERE lives_until < ${now} - interval '${KEPT}'
    )
    DELETE FROM ${schema}.presence p
    WHERE written_at < ${now} - interval '${KEPT}'
      AND (said = $1 OR NOT EXISTS (
        SELECT FROM ${schema}.presence_nodes n WHERE n.node = p.node AND n.lives_until > ${now}
      ))`;
  let writes = 0;

  return {
    write: (node, ttlMs, entries) =>
      database.track(async () => {
        if (writes++ % PRUNE_EVERY === 0)
          await database.repeatable(prune, [textOf({ here: [], typing: [] })]);
        const rows = await database.repeatable<{ was_alive: boolean }>(write, [
          encodeName(node),
          ttlMs,
          entries.map(({ tenant }) => encodeName(tenant)),
          entries.map(({ conversationId }) => encodeName(conversationId)),
          entries.map(textOf),
        ]);
        return rows[0]?.was_alive === true;
      }),

    read: ({ tenant, conversationId }) =>
      database.track(async () => {
        const rows = await database.repeatable<Row>(read, [encodeName(tenant), encodeName(conversationId)]);
        return rows.map(presenceOf);
      }),

    readRecent: (withinMs) =>
      database.track(async () => {
        // In this order: what a node said before it died is of no use, what it said after is not missed.
        const rows = await database.repeatable<Row>(readRecent, [withinMs]);
        const nodes = await database.repeatable<{ node: string }>(readNodes, []);
        return { nodes: nodes.map(({ node }) => decodeName(node)), entries: rows.map(presenceOf) };
      }),
  };
}

function textOf({ here, typing }: NodePresence): string {
  return JSON.stringify({ here, typing });
}

function presenceOf({ tenant, conversation_id, node, said }: Row): StoredPresence {
  return {
    tenant: decodeName(tenant),
    conversationId: decodeName(conversation_id),
    node: decodeName(node),
    ...(JSON.parse(said) as NodePresence),
  };
}
