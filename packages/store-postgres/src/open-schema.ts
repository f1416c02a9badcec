import { randomBytes } from 'node:crypto';
import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { PoolClient } from 'pg';
import type { Database } from './database.js';
import { migrate, type OpenedSchema } from './migrations/migrate.js';

const OLDEST_SERVER = 130_000;
/** PostgreSQL cuts longer names, and would so mix up two schemas. */
const MAX_SCHEMA_BYTES = 63;

/**
 * Checks that the server can keep what the store promises, and makes the schema or brings it up to
 * date.
 *
 * @throws AgentChatError see `createPostgresStore`
 */
export async function openSchema(
  database: Database,
  schema: string,
  logger: Logger | undefined,
): Promise<OpenedSchema> {
  const bytes = Buffer.byteLength(schema);
  if (bytes < 1 || bytes > MAX_SCHEMA_BYTES || schema.includes('\0') || schema.startsWith('pg_')) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `The schema "${schema}" needs a name of 1 to ${MAX_SCHEMA_BYTES} bytes that does not begin with "pg_".`,
    );
  }
  return database.withClient(async (client) => {
    await checkServer(client, logger);
    const opened = await migrate(client, schema, () => randomBytes(8).toString('hex'));
    await checkRights(client, schema, database.schema);
    return opened;
  });
}

async function checkServer(client: PoolClient, logger: Logger | undefined): Promise<void> {
  const { rows } = await client.query<
    Record<'version' | 'encoding' | 'fsync' | 'recovering' | 'readonly', string>
  >(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync, pg_is_in_recovery()::text AS recovering,
       current_setting('transaction_read_only') AS readonly`,
  );
  const server = rows[0];
  if (server === undefined) throw new AgentChatError('Unavailable', 'The database did not answer.');
  if (Number(server.version) < OLDEST_SERVER || server.encoding !== 'UTF8') {
    throw new AgentChatError(
      'InvalidConfiguration',
      'The store needs PostgreSQL 13 or later and a database with the encoding UTF8.',
      { details: { version: server.version, encoding: server.encoding } },
    );
  }
  if (server.recovering === 'true' || server.readonly === 'on') {
    throw new AgentChatError(
      'StoreUnwritable',
      'The database is read-only, as a standby is. Connect to the primary server.',
    );
  }
  if (server.fsync === 'off') {
    logger?.log('warn', 'the server runs with fsync off: a power cut may lose or damage acknowledged events');
  }
}

async function checkRights(client: PoolClient, schema: string, quoted: string): Promise<void> {
  const { rows } = await client.query<{ may: boolean }>(
    // One right at a time: of several in one text the server asks for any.
    `SELECT bool_and(has_table_privilege(format('%s.%I', $1::text, name), privilege)) AS may
     FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege,
       unnest(ARRAY['head', 'conversations', 'events', 'keys', 'records', 'record_keys', 'roster', 'ledger_totals',
       'ledger_charges', 'ledger_reservations', 'ledger_amounts', 'blobs', 'drafts', 'presence_nodes', 'presence', 'rate_limits']) AS name`,
    [quoted],
  );
  if (rows[0]?.may !== true) {
    throw new AgentChatError(
      'StoreUnwritable',
      `This role may not write the tables of the schema "${schema}". Grant it SELECT, INSERT, UPDATE and DELETE.`,
    );
  }
}
