import type { Logger } from '@agent-chat/core';
import type { Client } from 'pg';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

export interface ListenerOptions {
  /** A new connection, not yet opened. */
  readonly connect: () => Client;
  readonly channel: string;
  /** So long after each answer the connection is asked again: one that goes silent reports no error. */
  readonly checkMs: number;
  readonly logger: Logger | undefined;
  readonly onListening: () => void;
  readonly onNotification: (payload: string) => void;
  readonly onLost: () => void;
}

/** Listens on a channel through a connection of its own, and connects again for as long as it is open. */
export class Listener {
  readonly #options: ListenerOptions;
  #client: Client | null = null;
  /** Of the next question to the connection, or of the next connection. */
  #timer: NodeJS.Timeout | null = null;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  start(): void {
    const client = this.#options.connect();
    this.#client = client;
    const lost = (error: Error | undefined): void => {
      if (this.#client !== client || this.#closed) return;
      this.#client = null;
      if (this.#timer) clearTimeout(this.#timer);
      this.#options.logger?.log('warn', 'the connection that listens was lost', { cause: error?.message });
      this.#options.onLost();
      // Ends what is left of it; it has failed already.
      client.end().catch(() => undefined);
      this.#timer = setTimeout(() => this.start(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    };
    client.on('error', lost);
    client.on('end', () => lost(undefined));
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === this.#options.channel) this.#options.onNotification(payload);
    });
    const ask = async (statement: string): Promise<void> => {
      await client.query(statement);
      if (this.#client !== client || this.#closed) return;
      this.#timer = setTimeout(() => {
        ask('SELECT 1').catch(lost);
      }, this.#options.checkMs);
    };
    client
      .connect()
      .then(() => ask(`LISTEN ${this.#options.channel}`))
      .then(() => {
        this.#retryMs = FIRST_RETRY_MS;
        if (!this.#closed) this.#options.onListening();
      })
      .catch(lost);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    // The server is told and not waited for: a connection that went silent never answers.
    this.#client?.end().catch(() => undefined);
    this.#client?.connection.stream.destroy();
  }
}
