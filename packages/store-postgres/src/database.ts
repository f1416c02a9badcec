import type { Logger } from '@agent-chat/core';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { closed, faultAtWork, faultOf, isRaceLost, isRolledBack } from './store-errors.js';

const MAX_RACES = 5;

/**
 * The pool of an open store: statements without names, session state or prepared plans of the
 * client, so that a pooler may hand each of them to another connection; errors in our terms.
 */
export class Database {
  /** Of the schema, quoted. */
  readonly schema: string;
  readonly #pool: Pool;
  readonly #endsPool: boolean;
  readonly #logger: Logger | undefined;
  readonly #running = new Set<Promise<unknown>>();
  readonly #onIdleError: (error: Error) => void;
  #closing: Promise<void> | null = null;

  constructor(options: {
    readonly pool: Pool;
    readonly endsPool: boolean;
    readonly schema: string;
    readonly logger: Logger | undefined;
  }) {
    this.#pool = options.pool;
    this.#endsPool = options.endsPool;
    this.#logger = options.logger;
    this.schema = options.schema;
    // A connection that is lost while nobody uses it: the pool has forgotten it, nothing fails.
    this.#onIdleError = (error) =>
      options.logger?.log('warn', 'an idle connection to the database was lost', { cause: error.message });
    this.#pool.on('error', this.#onIdleError);
  }

  /** One statement, as its own transaction. It is run again only where it was rolled back for certain. */
  async query<Row extends QueryResultRow>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    for (let races = 0; ; races++) {
      try {
        const { rows } = await this.#pool.query<Row>(sql, [...params]);
        return rows;
      } catch (error) {
        if (!isRaceLost(error) || races >= MAX_RACES) throw this.#fault(error);
      }
    }
  }

  /** A statement whose repetition changes nothing: run again also when its connection was lost, once. */
  async repeatable<Row extends QueryResultRow>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    try {
      const { rows } = await this.#pool.query<Row>(sql, [...params]);
      return rows;
    } catch (error) {
      const isLost = !isRolledBack(error) && faultOf(error) === 'Unavailable';
      if (!isLost && !isRaceLost(error)) throw this.#fault(error);
      return this.query(sql, params);
    }
  }

  /** A connection for `work` alone. */
  async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.#pool.connect();
      // The statement that is running reports the loss.
      const ignore = (): void => undefined;
      client.on('error', ignore);
      let failed = true;
      try {
        const result = await work(client);
        failed = false;
        return result;
      } finally {
        client.off('error', ignore);
        client.release(failed);
      }
    } catch (error) {
      throw this.#fault(error);
    }
  }

  /** Runs `work` unless the store is closed; closing waits for it. */
  track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) return Promise.reject(closed());
    const running = work();
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    this.#running.add(settled);
    void settled.then(() => this.#running.delete(settled));
    return running;
  }

  /** Waits for what runs, then for `last`, then lets go of the pool. */
  close(last: () => Promise<void> = async () => undefined): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.all(this.#running);
      // Nobody is harmed when it fails: what it would have freed frees itself in time.
      await last().catch((error: unknown) => {
        this.#logger?.log('warn', 'the store closed without letting go of its leases', {
          cause: String(error),
        });
      });
      if (this.#endsPool) await this.#pool.end();
      this.#pool.off('error', this.#onIdleError);
    })();
    return this.#closing;
  }

  #fault(error: unknown): unknown {
    const fault = faultAtWork(error);
    if (fault !== error) {
      this.#logger?.log('error', 'the database failed', {
        fault: faultOf(error),
        cause: error instanceof Error ? error.message : String(error),
      });
    }
    return fault;
  }
}
