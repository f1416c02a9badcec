import { errorOf } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import type { Logger } from '@agent-chat/core';
import { escapeIdentifier, Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPostgresStore } from './postgres-store.js';
import {
  databaseUrl,
  newSchemaName,
  openNode,
  skipReason,
  temporarySchema,
  withPool,
} from './test-support/test-database.js';

/** The same server with another database, user or start option. */
function urlWith(change: (url: URL) => void): string {
  const url = new URL(databaseUrl);
  change(url);
  return url.toString();
}

/** A role that may only log in, gone when the running test ends. */
async function temporaryRole(grants: (role: string) => readonly string[]): Promise<string> {
  const role = newSchemaName();
  await withPool(async (pool) => {
    await pool.query(`CREATE ROLE ${role} LOGIN`);
    for (const grant of grants(role)) await pool.query(grant);
  });
  onTestFinished(() =>
    withPool(async (pool) => {
      await pool.query(`DROP OWNED BY ${role}`);
      await pool.query(`DROP ROLE ${role}`);
    }),
  );
  return urlWith((url) => {
    url.username = role;
  });
}

describe.skipIf(skipReason)(`opening a store${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('makes the schema once, with an epoch of its own, and says so', async () => {
    const schema = temporarySchema();
    const lines: [string, string, unknown][] = [];
    const logger: Logger = { log: (level, message, fields) => lines.push([level, message, fields]) };
    const { events } = await openNode(schema, databaseUrl, logger);
    await openNode(schema, databaseUrl, logger);
    expect(events.epoch).toMatch(/^[0-9a-f]{16}$/);
    // A server that does not flush is warned of.
    expect(lines.filter(([level]) => level === 'info')).toEqual([
      ['info', 'store created', { schema, epoch: events.epoch }],
      ['info', 'store opened', { schema, epoch: events.epoch }],
    ]);
    expect((await openNode(temporarySchema())).events.epoch).not.toBe(events.epoch);
  });

  it('keeps schemas apart, whatever characters their names hold', async () => {
    for (const name of [`odd "name"; DROP`, 'Ünï', 'select']) {
      const schema = `${temporarySchema()} ${name}`;
      onTestFinished(() =>
        withPool(async (pool) => void (await pool.query(`DROP SCHEMA ${escapeIdentifier(schema)} CASCADE`))),
      );
      const { events } = await openNode(schema);
      await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: name }));
      expect(await readTexts(events, 'one')).toEqual([name]);
    }
  });

  it.each(['', 'x'.repeat(64), 'ü'.repeat(32), 'pg_mine', 'nul\0'])(
    'refuses the schema name %j',
    async (schema) => {
      const error = await errorOf(createPostgresStore({ connectionString: databaseUrl, schema }));
      expect(error.code).toBe('InvalidConfiguration');
    },
  );

  it('refuses a schema of a newer version', async () => {
    const schema = temporarySchema();
    await (await openNode(schema)).close();
    await withPool((pool) => pool.query(`UPDATE ${schema}.store SET version = 99`));
    const error = await errorOf(createPostgresStore({ connectionString: databaseUrl, schema }));
    expect(error.code).toBe('StoreNewer');
    expect(error.details).toMatchObject({ found: 99 });
    expect(error.message).toContain('Upgrade');
  });

  it('is StoreUnwritable for a role that may make no schema, and one without any of the rights to write', async () => {
    const schema = temporarySchema();
    await (await openNode(schema)).close();
    const stranger = await temporaryRole(() => []);
    const withRights = (rights: string) =>
      temporaryRole((role) => [
        `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
        `GRANT ${rights} ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
      ]);
    const attempts = [
      { connectionString: stranger, schema: newSchemaName() },
      { connectionString: stranger, schema },
      { connectionString: await withRights('SELECT'), schema },
      { connectionString: await withRights('SELECT, UPDATE, DELETE'), schema },
      { connectionString: await withRights('SELECT, INSERT, DELETE'), schema },
      { connectionString: await withRights('SELECT, INSERT, UPDATE'), schema },
    ];
    for (const attempt of attempts) {
      expect((await errorOf(createPostgresStore(attempt))).code).toBe('StoreUnwritable');
    }
  });

  it('needs no more rights than to read and write once the schema is there', async () => {
    const schema = temporarySchema();
    await (await openNode(schema)).close();
    const writer = await temporaryRole((role) => [
      `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    ]);
    const { events } = await openNode(schema, writer);
    await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    expect(await events.acquireLease('one', 'owner', 1_000)).toMatchObject({ fence: 1 });
  });

  it('is StoreUnwritable on a server that is read-only, and in a database that is not there', async () => {
    const readOnly = urlWith((url) => url.searchParams.set('options', '-c default_transaction_read_only=on'));
    const missing = urlWith((url) => {
      url.pathname = '/not_there';
    });
    for (const connectionString of [readOnly, missing]) {
      const error = await errorOf(createPostgresStore({ connectionString, schema: newSchemaName() }));
      expect(error.code).toBe('StoreUnwritable');
    }
  });

  it('refuses a database in another encoding', async () => {
    const name = newSchemaName();
    await withPool((pool) =>
      pool.query(`CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`),
    );
    onTestFinished(() =>
      withPool(async (pool) => void (await pool.query(`DROP DATABASE ${name} WITH (FORCE)`))),
    );
    const connectionString = urlWith((url) => {
      url.pathname = `/${name}`;
    });
    expect((await errorOf(createPostgresStore({ connectionString }))).code).toBe('InvalidConfiguration');
  });

  it('is Unavailable where nothing listens', async () => {
    const connectionString = 'postgres://nobody@127.0.0.1:1/nothing';
    expect((await errorOf(createPostgresStore({ connectionString }))).code).toBe('Unavailable');
  });
});

describe.skipIf(skipReason)('an open store', () => {
  it('waits for the flush also where the server would not', async () => {
    const schema = temporarySchema();
    const lazy = urlWith((url) => url.searchParams.set('options', '-c synchronous_commit=off'));
    const { events, records } = await openNode(schema, lazy);
    await withPool(async (pool) => {
      await pool.query(`CREATE TABLE ${schema}.seen (setting text)`);
      await pool.query(`CREATE FUNCTION ${schema}.look() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO ${schema}.seen VALUES (current_setting('synchronous_commit'));
          RETURN NEW;
        END $$`);
      for (const table of ['events', 'conversations', 'records']) {
        await pool.query(`CREATE TRIGGER look AFTER INSERT OR UPDATE ON ${schema}.${table}
          FOR EACH ROW EXECUTE FUNCTION ${schema}.look()`);
      }
      await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
      await events.acquireLease('one', 'owner', 1_000);
      await records.put('tenant', 'collection', 'id', 1);
      const { rows } = await pool.query<{ setting: string }>(`SELECT setting FROM ${schema}.seen`);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      expect(new Set(rows.map(({ setting }) => setting))).toEqual(new Set(['on']));
    });
  });

  it('leaves a pool of the host open when it closes, and nothing in its connections', async () => {
    const schema = temporarySchema();
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    onTestFinished(() => pool.end());
    const store = await createPostgresStore({ pool, schema });
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await readTexts(store.events, 'one');
    await store.close();
    // What a pooler in transaction mode would lose between two statements.
    expect((await pool.query('SELECT name FROM pg_prepared_statements')).rows).toEqual([]);
    expect((await pool.query(`SELECT name FROM pg_settings WHERE source = 'session'`)).rows).toEqual([]);
    expect(
      (await pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`)).rows,
    ).toEqual([]);
    expect(pool.listenerCount('error')).toBe(0);
  });

  it('is StoreDamaged when its tables are gone, and when an event is missing', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    for (let seq = 0; seq < 3; seq++) {
      await events.append(appendOf({ conversationId: 'one', expectedSeq: seq, text: 'hello' }));
    }
    const read = () => events.read({ tenant: 'default', conversationId: 'one', limit: 10 });
    await withPool(async (pool) => {
      await pool.query(`DELETE FROM ${schema}.events WHERE seq = 2`);
      expect((await errorOf(read())).code).toBe('StoreDamaged');
      await pool.query(`DROP TABLE ${schema}.events`);
      expect((await errorOf(read())).code).toBe('StoreDamaged');
      const append = events.append(appendOf({ conversationId: 'one', expectedSeq: 3, text: 'hello' }));
      expect((await errorOf(append)).code).toBe('StoreDamaged');
    });
  });

  it('fails an append that the database refuses, and none beside it', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    // No index holds so long a name, and it cannot be compressed.
    const long = Array.from({ length: 9_000 }, (_, n) =>
      ((n * 7_919 + ((n * n) % 9_973)) % 36).toString(36),
    ).join('');
    const texts = ['{"a":"\0"}', '{"a":"\ud800"}'];
    const appends = await Promise.allSettled([
      events.append(appendOf({ conversationId: 'before', expectedSeq: 0, text: 'before' })),
      events.append(appendOf({ conversationId: long, expectedSeq: 0, text: 'too long' })),
      ...texts.map((json) =>
        events.append({
          ...appendOf({ conversationId: 'raw', expectedSeq: 0, text: '' }),
          events: [{ seq: 1, json }],
        }),
      ),
      events.append(appendOf({ conversationId: 'after', expectedSeq: 0, text: 'after' })),
    ]);
    expect(appends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await readTexts(events, 'after')).toEqual(['after']);
    expect(await events.readAll({ limit: 10 })).toHaveLength(2);
  });

  it('takes appends of one conversation that do not wait for each other', async () => {
    const { events } = await openNode(temporarySchema());
    const appends = Array.from({ length: 20 }, (_, seq) =>
      events.append(appendOf({ conversationId: 'one', expectedSeq: seq, text: `${seq}` })),
    );
    expect(await Promise.all(appends)).toEqual(appends.map(() => ({ status: 'appended' })));
  });
});
