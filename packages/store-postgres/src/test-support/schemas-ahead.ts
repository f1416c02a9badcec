import type { Pool } from 'pg';
import { createPostgresStore } from '../postgres-store.js';
import { dropSchema, newSchemaName } from './test-database.js';

/**
 * Empty schemas for one case after another. Each is made while the case before it runs, and dropped while
 * the next one does: cases would spend most of their time on it.
 */
export interface SchemasAhead {
  next(): Promise<string>;
  /** Begins to drop it. */
  drop(schema: string): void;
  /** Resolves when all are gone. */
  close(): Promise<void>;
}

export function schemasAhead(pool: Pool): SchemasAhead {
  const drops: Promise<void>[] = [];
  const make = async (): Promise<string> => {
    const schema = newSchemaName();
    await (await createPostgresStore({ pool, schema })).close();
    return schema;
  };
  let made: Promise<string> | null = null;
  return {
    async next() {
      const schema = await (made ?? make());
      made = make();
      return schema;
    },
    drop(schema) {
      drops.push(dropSchema(pool, schema));
    },
    async close() {
      if (made !== null) drops.push(dropSchema(pool, await made));
      await Promise.all(drops);
    },
  };
}
