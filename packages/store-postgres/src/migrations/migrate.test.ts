import { errorOf } from '@agent-chat/protocol/test-support';
import { Client, escapeIdentifier } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseUrl, skipReason, temporarySchema } from '../test-support/test-database.js';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from './migrate.js';
import type { Migration } from './migration.js';

const FIRST: Migration = { version: 1, sql: (schema) => `CREATE TABLE ${schema}.first (id integer)` };
const SECOND: Migration = {
  version: 2,
  sql: (schema) => `ALTER TABLE ${schema}.first ADD COLUMN name text; INSERT INTO ${schema}.first VALUES (1)`,
};

describe.skipIf(skipReason)(`migrations${skipReason ? `: ${skipReason}` : ''}`, () => {
  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }
  let epochs = 0;
  const newEpoch = () => `epoch${(epochs += 1)}`;

  it('run in order and once, and keep the epoch', async () => {
    const schema = temporarySchema();
    const client = await connect();
    const first = await migrate(client, schema, newEpoch, [FIRST, SECOND]);
    const again = await migrate(client, schema, newEpoch, [FIRST, SECOND]);
    expect(first.created).toBe(true);
    expect(again).toEqual({ epoch: first.epoch, created: false });
    const { rows } = await client.query(`SELECT * FROM ${escapeIdentifier(schema)}.first`);
    expect(rows).toEqual([{ id: 1, name: null }]);
  });

  it('bring an older schema up to date and keep what is in it', async () => {
    const schema = temporarySchema();
    const client = await connect();
    await migrate(client, schema, newEpoch, [FIRST]);
    await client.query(`INSERT INTO ${escapeIdentifier(schema)}.first VALUES (7)`);
    await migrate(client, schema, newEpoch, [FIRST, SECOND]);
    const { rows } = await client.query(`SELECT id FROM ${escapeIdentifier(schema)}.first ORDER BY id`);
    expect(rows).toEqual([{ id: 1 }, { id: 7 }]);
  });

  it('undo all steps when one fails, and go on from there later', async () => {
    const schema = temporarySchema();
    const client = await connect();
    await migrate(client, schema, newEpoch, [FIRST]);
    const broken: Migration = {
      version: 3,
      sql: (quoted) => `INSERT INTO ${quoted}.first VALUES (3); INSERT INTO nowhere VALUES (1)`,
    };
    await expect(migrate(client, schema, newEpoch, [FIRST, SECOND, broken])).rejects.toThrow('nowhere');
    const { rows } = await client.query(`SELECT * FROM ${escapeIdentifier(schema)}.first`);
    expect(rows).toEqual([]);
    await migrate(client, schema, newEpoch, [FIRST, SECOND]);
    await migrate(client, schema, newEpoch, [FIRST, SECOND]);
  });

  it('of nodes that start together are run by one of them', async () => {
    const schema = temporarySchema();
    const clients = await Promise.all(Array.from({ length: 6 }, connect));
    const opened = await Promise.all(clients.map((client) => migrate(client, schema, newEpoch)));
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1);
  });

  it('refuse a schema of a newer version and leave it as it is', async () => {
    const schema = temporarySchema();
    const client = await connect();
    await migrate(client, schema, newEpoch, [FIRST, SECOND]);
    const error = await errorOf(migrate(client, schema, newEpoch, [FIRST]));
    expect([error.code, error.details]).toEqual(['StoreNewer', { schema, found: 2, supported: 1 }]);
    const { rows } = await client.query(`SELECT version FROM ${escapeIdentifier(schema)}.store`);
    expect(rows).toEqual([{ version: 2 }]);
  });

  it('of this package are in ascending order and end at its schema version', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    expect(SCHEMA_VERSION).toBe(versions.length);
  });
});
