import { createHash } from 'node:crypto';
import { type Bus, type BusHint, createLocalBus, type Logger } from '@agent-chat/core';
import { Client, escapeIdentifier, Pool } from 'pg';
import { connectionConfig } from './connection-config.js';
import { Database } from './database.js';
import { hintsIn, type LoglessHint, payloadsOf } from './hint-payloads.js';
import { Listener } from './listener.js';
import { decodeName } from './names.js';

/** So many events are looked through at once. */
const PAGE = 5_000;
/** Notifications of this node are at least so far apart. */
const NOTIFY_EVERY_MS = 20;
/** How long a notification of our own may take to come back before listening counts as broken. */
const ECHO_MS = 1_000;
const MAX_CONNECTIONS = 2;

export interface PostgresBusOptions {
  readonly connectionString: string;
  /** The schema of the store. Default `agent_chat`. */
  readonly schema?: string;
  readonly logger?: Logger;
  /** How often the log is looked at while notifications do not arrive. Default 250. */
  readonly pollMs?: number;
  /** How often it is looked at although they do, and the connection that listens is asked. Default 5,000. */
  readonly safetyPollMs?: number;
  /** A connection that answers nothing for so long counts as lost. Default 10,000. */
  readonly queryTimeoutMs?: number;
}

export interface PostgresBus extends Bus {
  /** Whether notifications arrive; without them hints come by polling. */
  readonly isListening: boolean;
  close(): Promise<void>;
}

/**
 * The bus of the nodes that share a PostgreSQL store. The log itself says what is new: each node
 * reads the positions after the last one it has seen, so no hint is ever lost. A notification only
 * says that now is the time; it is sent apart from the append, many appends at a time. Where
 * notifications do not arrive, as behind a pooler in transaction mode, the log is polled. Hints of
 * drafts and of who is there are not in the log: a notification names their conversations, and where it
 * is lost a viewer sees them later.
 *
 * Open it after the store, which makes the schema.
 *
 * @throws AgentChatError what opening the store throws
 */
export async function createPostgresBus(options: PostgresBusOptions): Promise<PostgresBus> {
  const { connectionString, schema = 'agent_chat', logger, queryTimeoutMs = 10_000 } = options;
  const config = connectionConfig({ connectionString, name: 'agent-chat bus', queryTimeoutMs });
  const database = new Database({
    pool: new Pool({ ...config, max: MAX_CONNECTIONS }),
    endsPool: true,
    schema: escapeIdentifier(schema),
    logger,
  });
  try {
    const [head] = await database.query<{ position: string }>(
      `SELECT position FROM ${database.schema}.head`,
      [],
    );
    const bus = new PositionBus({
      database,
      connect: () => new Client(config),
      channel: channelOf(schema),
      position: Number(head?.position ?? 0),
      options,
    });
    bus.start();
    return bus;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Where the nodes of a schema are notified: its name, as far as a channel may hold it. */
export function channelOf(schema: string): string {
  return `agent_chat_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;
}

class PositionBus implements PostgresBus {
  readonly #database: Database;
  /** From here to the listeners of this process. */
  readonly #local: Bus;
  readonly #listener: Listener;
  readonly #channel: string;
  readonly #logger: Logger | undefined;
  readonly #pollMs: number;
  readonly #safetyPollMs: number;
  #position: number;
  #pollTimer: NodeJS.Timeout | null = null;
  #polling: Promise<void> | null = null;
  #pollAgain = false;
  #notifyTimer: NodeJS.Timeout | null = null;
  #notifiedAtMs = Number.NEGATIVE_INFINITY;
  #echoTimer: NodeJS.Timeout | null = null;
  #isHeard = false;
  #isLogNew = false;
  /** What to say of what is not in the log, by all but its seq: of each the newest. */
  readonly #loglessHints = new Map<string, LoglessHint>();
  #closed = false;

  constructor(parts: {
    readonly database: Database;
    readonly connect: () => Client;
    readonly channel: string;
    readonly position: number;
    readonly options: PostgresBusOptions;
  }) {
    const { logger, pollMs = 250, safetyPollMs = 5_000 } = parts.options;
    this.#database = parts.database;
    this.#position = parts.position;
    this.#logger = logger;
    this.#local = createLocalBus({ ...(logger && { logger }) });
    this.#pollMs = pollMs;
    this.#safetyPollMs = safetyPollMs;
    this.#channel = parts.channel;
    this.#listener = new Listener({
      connect: parts.connect,
      channel: this.#channel,
      checkMs: safetyPollMs,
      logger,
      onNotification: (payload) => this.#onNotification(payload),
      // The first notification is our own: it shows whether they arrive here.
      onListening: () => this.#notify(['']),
      onLost: () => this.#setHeard(false),
    });
  }

  get isListening(): boolean {
    return this.#isHeard;
  }

  start(): void {
    this.#listener.start();
    this.#planPoll();
  }

  publish(hint: BusHint): void {
    if (this.#closed) return;
    if (hint.type === 'events') this.#isLogNew = true;
    else this.#loglessHints.set(JSON.stringify({ ...hint, seq: 0 }), hint);
    if (this.#notifyTimer !== null) return;
    // Also the first one waits for the end of this turn of the event loop: never inside an append.
    const waitMs = Math.max(0, this.#notifiedAtMs + NOTIFY_EVERY_MS - performance.now());
    this.#notifyTimer = setTimeout(() => {
      this.#notifyTimer = null;
      this.#notifiedAtMs = performance.now();
      const payloads = payloadsOf(this.#loglessHints.values());
      this.#loglessHints.clear();
      this.#notify(this.#isLogNew ? ['', ...payloads] : payloads);
      this.#isLogNew = false;
    }, waitMs);
  }

  subscribe(listener: (hint: BusHint) => void): () => void {
    return this.#local.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of [this.#pollTimer, this.#notifyTimer, this.#echoTimer]) if (timer) clearTimeout(timer);
    this.#listener.close();
    await this.#polling;
    await this.#database.close();
  }

  /** An empty payload says that the log goes on. */
  #notify(payloads: readonly string[]): void {
    if (this.#closed) return;
    this.#echoTimer ??= setTimeout(() => {
      this.#echoTimer = null;
      this.#setHeard(false);
    }, ECHO_MS);
    this.#database
      .track(() =>
        this.#database.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [
          this.#channel,
          payloads,
        ]),
      )
      // The log says it too: other nodes see it when they poll. The fault was logged.
      .catch(() => undefined);
  }

  #onNotification(payload: string): void {
    if (this.#echoTimer) clearTimeout(this.#echoTimer);
    this.#echoTimer = null;
    this.#setHeard(true);
    if (payload === '') this.#poll();
    else for (const hint of hintsIn(payload)) this.#local.publish(hint);
  }

  #setHeard(isHeard: boolean): void {
    if (this.#isHeard === isHeard || this.#closed) return;
    this.#isHeard = isHeard;
    this.#logger?.log(
      isHeard ? 'info' : 'warn',
      isHeard ? 'notifications arrive' : 'notifications do not arrive: polling',
      {
        channel: this.#channel,
      },
    );
    this.#planPoll();
  }

  #planPoll(): void {
    if (this.#pollTimer) clearTimeout(this.#pollTimer);
    if (this.#closed) return;
    this.#pollTimer = setTimeout(() => this.#poll(), this.#isHeard ? this.#safetyPollMs : this.#pollMs);
  }

  #poll(): void {
    if (this.#closed) return;
    if (this.#polling !== null) {
      this.#pollAgain = true;
      return;
    }
    this.#pollAgain = false;
    this.#polling = this.#readPositions()
      // Logged where it happened; the position stays, so the next look misses nothing.
      .catch(() => undefined)
      .then(() => {
        this.#polling = null;
        if (this.#pollAgain) this.#poll();
        else this.#planPoll();
      });
  }

  async #readPositions(): Promise<void> {
    const { schema } = this.#database;
    for (let full = true; full && !this.#closed; ) {
      const rows = await this.#database.track(() =>
        this.#database.repeatable<{
          tenant: string;
          conversation_id: string;
          seq: number;
          position: string;
          count: string;
        }>(
          `SELECT c.tenant, c.conversation_id, max(e.seq) AS seq, max(e.position) AS position, count(*) AS count
           FROM (
             SELECT position, conversation, seq FROM ${schema}.events
             WHERE position > $1 ORDER BY position LIMIT $2
           ) e JOIN ${schema}.conversations c ON c.id = e.conversation GROUP BY c.id`,
          [this.#position, PAGE],
        ),
      );
      full = rows.reduce((sum, { count }) => sum + Number(count), 0) === PAGE;
      this.#position = rows.reduce((last, { position }) => Math.max(last, Number(position)), this.#position);
      for (const row of rows) {
        this.#local.publish({
          type: 'events',
          tenant: decodeName(row.tenant),
          conversationId: decodeName(row.conversation_id),
          seq: Number(row.seq),
        });
      }
    }
  }
}
