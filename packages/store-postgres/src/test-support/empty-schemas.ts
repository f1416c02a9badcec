import { escapeIdentifier, type Pool } from 'pg';
import { createPostgresStore } from '../postgres-store.js';
import { dropSchema, newSchemaName } from './test-database.js';

/**
 * Empty schemas for one case after another. What a case has given back is emptied while the next ones run,
 * and used again: to make a schema with its tables and functions takes many times as long as most cases.
 */
export interface EmptySchemas {
  next(): Promise<string>;
  /** Nobody uses it any more: begins to empty it. */
  giveBack(schema: string): void;
  /** Drops all of them; to be called when all have been given back. */
  close(): Promise<void>;
}

/** A schema, and what its clock was before a test took it over. */
interface Made {
  readonly schema: string;
  readonly clock: string;
}

export function emptySchemas(pool: Pool): EmptySchemas {
  const all = new Map<string, Made>();
  const empty: Promise<Made>[] = [];
  const make = async (): Promise<Made> => {
    const schema = newSchemaName();
    await (await createPostgresStore({ pool, schema })).close();
    const { rows } = await pool.query<{ clock: string }>('SELECT pg_get_functiondef($1::regproc) AS clock', [
      `${escapeIdentifier(schema)}.now_ms`,
    ]);
    const made = { schema, clock: rows[0]?.clock ?? '' };
    all.set(schema, made);
    return made;
  };
  return {
    async next() {
      const { schema } = await (empty.shift() ?? make());
      return schema;
    },
    giveBack(schema) {
      const made = all.get(schema);
      if (made === undefined) throw new Error(`The schema ${schema} is from somewhere else.`);
      const emptied = emptyOut(pool, made).then(() => made);
      // Whoever takes it next is told.
      emptied.catch(() => undefined);
      empty.push(emptied);
    },
    async close() {
      await Promise.allSettled(empty);
      await Promise.all([...all.keys()].map((schema) => dropSchema(pool, schema)));
    },
  };
}

/** What a store finds that opens it is as it was when the schema was made, but for the ids that rows will get. */
async function emptyOut(pool: Pool, { schema, clock }: Made): Promise<void> {
  const quoted = escapeIdentifier(schema);
  const { rows } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename NOT IN ('store', 'head')`,
    [schema],
  );
  const deletes = rows.map(({ name }) => `DELETE FROM ${quoted}.${escapeIdentifier(name)};`);
  await pool.query(`${deletes.join('\n')} UPDATE ${quoted}.head SET position = 0; ${clock}`);
}
