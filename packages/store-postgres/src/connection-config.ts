import type { ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Of every connection that we make ourselves. A network that drops packets says nothing: without these
 * times a statement would wait until the system gives the connection up, which takes a quarter of an hour.
 */
export function connectionConfig(options: {
  readonly connectionString: string;
  readonly name: string;
  /** A statement that is not answered by then has an unknown outcome, as after a lost connection. */
  readonly queryTimeoutMs: number;
}): ClientConfig {
  return {
    connectionString: options.connectionString,
    application_name: options.name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: options.queryTimeoutMs,
    keepAlive: true,
  };
}
