import type { EventStore, Ledger, LedgerAccount, RecordStore, BlobStore } from '@agent-chat/core';
import Database from 'better-sqlite3';
import type { TestSchema } from './test-schema.js';

/** Everything that a store holds, by table, in an order that says nothing. */
export type StoredRows = Readonly<Record<string, readonly string[]>>;

/** Of a SQLite store, read beside it. */
export function rowsOfSqlite(file: string): StoredRows {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    const rowsOf = (table: string): string[] =>
      (database.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][]).map((row) =>
        JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      );
    return Object.fromEntries(tables.map((table) => [table, rowsOf(table).toSorted()]));
  } finally {
    database.close();
  }
}

/** Of a schema of PostgreSQL: every row of every table but the one that tells tests the time. */
export async function rowsOfSchema({ name, pool }: TestSchema): Promise<StoredRows> {
  const tables = await pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> 'test_clock'",
    [name],
  );
  const rowsOf = async (table: string): Promise<readonly [string, string[]]> => {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name}.${table} t`);
    return [table, rows.map(({ row }) => row).toSorted()];
  };
  return Object.fromEntries(await Promise.all(tables.rows.map((table) => rowsOf(table.name))));
}

interface MemoryPorts {
  readonly events: EventStore;
  readonly records: RecordStore;
  readonly ledger: Ledger;
  readonly blobs: BlobStore;
}

/**
 * Ports of a store in memory, and what they hold: of all that anybody has named to them, what they say
 * of it now. Leases are not told to anybody: what was done to them is.
 */
export function watchedPorts(ports: MemoryPorts): MemoryPorts & { readonly rows: () => Promise<StoredRows> } {
  const conversations = new Map<string, readonly [tenant: string, conversationId: string]>();
  const keys = new Map<string, Parameters<EventStore['findKey']>>();
  const collections = new Map<string, readonly [tenant: string, collection: string]>();
  const accounts = new Map<string, LedgerAccount & { readonly tenant: string }>();
  const blobs = new Map<string, readonly [tenant: string, hash: string]>();
  const leases: string[] = [];
  const note = <T>(map: Map<string, T>, value: T): unknown => map.set(JSON.stringify(value), value);
  const all = { limit: 10_000 };

  const events = watched(ports.events, (name, args, result) => {
    if (name === 'append') {
      const { tenant, conversationId, key } = args[0] as Parameters<EventStore['append']>[0];
      note(conversations, [tenant, conversationId]);
      if (key) note(keys, [tenant, conversationId, key.author, key.requestId]);
    }
    const isDone = Array.isArray(result) ? result.length > 0 : result !== null && result !== false;
    if (/lease/i.test(name) && isDone) leases.push(JSON.stringify([name, args, result]));
  });
  const records = watched(ports.records, (_, [tenant, collection]) => {
    if (typeof tenant === 'string' && typeof collection === 'string') note(collections, [tenant, collection]);
  });
  const ledger = watched(ports.ledger, (_, [request]) => {
    const { tenant, entries = [] } = request as Parameters<Ledger['record']>[0];
    for (const { meter, scope, window } of entries) note(accounts, { tenant, meter, scope, window });
  });
  const watchedBlobs = watched(ports.blobs, (name, [tenant], result) => {
    if (name === 'put') note(blobs, [tenant as string, (result as { hash: string }).hash]);
  });

  const told = <T>(map: Map<string, T>, ask: (value: T) => Promise<unknown>): Promise<string[]> =>
    Promise.all(
      [...map].map(async ([name, value]) => {
        const held: unknown = await ask(value);
        const isNothing = held === null || held === false || (Array.isArray(held) && held.length === 0);
        return isNothing ? '' : `${name}: ${JSON.stringify(held)}`;
      }),
    ).then((rows) => rows.filter((row) => row !== '').toSorted());
  return {
    events,
    records,
    ledger,
    blobs: watchedBlobs,
    rows: async () => ({
      conversations: await told(conversations, (place) => ports.events.getRecord(...place)),
      events: await told(conversations, ([tenant, conversationId]) =>
        ports.events.read({ tenant, conversationId, ...all }),
      ),
      keys: await told(keys, (key) => ports.events.findKey(...key)),
      leases: [...leases],
      records: await told(collections, (place) => ports.records.list(...place, all)),
      ledger: await told(accounts, async (account) => {
        const { spent, reserved } = await ports.ledger.spent(account);
        return spent + reserved === 0 ? null : { spent, reserved };
      }),
      blobs: await told(blobs, (place) => ports.blobs.has(...place)),
    }),
  };
}

/** Tells of each call that has had its answer. */
function watched<T extends object>(
  port: T,
  told: (name: string, args: readonly unknown[], result: unknown) => void,
): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        const result: unknown = await member.apply(target, args);
        told(String(name), args, result);
        return result;
      };
    },
  });
}
