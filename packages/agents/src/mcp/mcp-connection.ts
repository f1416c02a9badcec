import type { Logger } from '@agent-chat/core';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { firstOf } from '../loop/first-of.js';
import { createGuardedFetch } from './guarded-fetch.js';
import { disconnect, type ListedTool, listTools, newClient } from './mcp-client.js';
import type { McpServerConfig } from './server-config.js';

/** What one message of a server may have: above what any result may have, so that its size can be told. */
const MAX_MESSAGE_BYTES = 16_777_216;
const DEFAULT_TIMEOUT_MS = 60_000;
/** A turn waits for it. */
const DEFAULT_CONNECT_MS = 10_000;
/** One that could not be reached is left alone for so long: turns do not wait for it again and again. */
const RETRY_AFTER_MS = 15_000;
const CLOSED = 'It was closed.';

export interface McpSession {
  readonly client: Client;
  readonly tools: readonly ListedTool[];
}

/**
 * One server: reached when it is needed first, and again after it was lost. What it offers is asked for
 * once, and again when it says that it has changed.
 */
export class McpConnection {
  readonly config: McpServerConfig;
  readonly #logger: Logger;
  #session: Promise<McpSession> | null = null;
  /** What it offers has changed since it was asked. */
  #isStale = false;
  readonly #closing = new AbortController();
  /** Of sessions that the server does not take any more: calls may still be under way in them, until their time is up. */
  readonly #forgotten = new Map<Client, NodeJS.Timeout>();
  /** Connections that are being ended. */
  readonly #endings = new Set<Promise<void>>();
  #failure: { readonly error: unknown; readonly untilMs: number } | null = null;

  constructor(config: McpServerConfig, logger: Logger) {
    this.config = config;
    this.#logger = logger;
  }

  get timeoutMs(): number {
    return this.config.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  get #reachMs(): number {
    return this.config.connectTimeoutMs ?? DEFAULT_CONNECT_MS;
  }

  /** Rejects when the server cannot be reached, or does not answer in its time. */
  session(): Promise<McpSession> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error(CLOSED));
    const failure = this.#failure;
    if (failure !== null && performance.now() < failure.untilMs)
      return Promise.reject(asError(failure.error));
    const open = this.#session;
    if (open !== null && !this.#isStale) return open;
    this.#isStale = false;
    const session = open === null ? this.#open() : this.#listAgain(open);
    this.#session = session;
    session.catch((error: unknown) => {
      this.#failure = { error, untilMs: performance.now() + RETRY_AFTER_MS };
      this.#forget(session);
    });
    return session;
  }

  /** The server does not take this session any more: whoever asks next gets another. */
  async forget({ client }: McpSession): Promise<void> {
    const session = this.#session;
    const open = await session?.catch(() => null);
    if (session !== null && open?.client === client) this.#forget(session);
    if (this.#forgotten.has(client)) return;
    client.onclose = () => undefined;
    // What it offers says nothing of the next session.
    client.removeNotificationHandler('notifications/tools/list_changed');
    const timer = setTimeout(() => void this.#leave(client), this.timeoutMs).unref();
    this.#forgotten.set(client, timer);
  }

  async #leave(client: Client): Promise<void> {
    clearTimeout(this.#forgotten.get(client));
    this.#forgotten.delete(client);
    await this.#end(client);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const session = this.#session;
    this.#session = null;
    for (const client of this.#forgotten.keys()) void this.#leave(client);
    const open = await session?.catch(() => null);
    if (open) void this.#end(open.client);
    await Promise.all(this.#endings);
  }

  #end(client: Client): Promise<void> {
    const ending: Promise<void> = disconnect(client)
      .catch((error: unknown) => {
        this.#logger.log('debug', 'An MCP server was not closed cleanly.', this.#fields(error));
      })
      .finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
    return ending;
  }

  async #open(): Promise<McpSession> {
    const client = newClient();
    try {
      const tools = await this.#inTime(async (leftMs) => {
        await client.connect(this.#transport(), { timeout: leftMs() });
        return this.#list(client, leftMs);
      });
      // It may have ended between its answer and here.
      if (client.transport === undefined) throw new Error('It ended.');
      client.onclose = () => this.#lost(client);
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
        // Asked when somebody needs it: a server that says so without an end has us do nothing.
        this.#isStale = true;
      });
      return { client, tools };
    } catch (error) {
      // Who waits for the tools is told at once; only who closes waits until nothing is left of it.
      void this.#end(client);
      throw error;
    }
  }

  /** What is begun here is over when the time for reaching a server is up, or nobody needs it any more. */
  async #inTime<T>(work: (leftMs: () => number) => Promise<T>): Promise<T> {
    const untilMs = performance.now() + this.#reachMs;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#reachMs);
    try {
      const leftMs = (): number => Math.max(1, untilMs - performance.now());
      const first = await firstOf(work(leftMs), [late.signal, this.#closing.signal]);
      if ('value' in first) return first.value;
      throw new Error(
        first.aborted === late.signal ? `It was not ready within ${this.#reachMs} ms.` : CLOSED,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #list(client: Client, leftMs: () => number): Promise<readonly ListedTool[]> {
    const { tools, leftOut } = await listTools(client, leftMs);
    if (leftOut > 0) {
      const fields = { server: this.config.name, leftOut };
      this.#logger.log('warn', 'An MCP server lists what is no tool.', fields);
    }
    return tools;
  }

  #transport(): Transport {
    const { config } = this;
    if ('command' in config) {
      const { command, args, env, cwd } = config;
      const transport = new StdioClientTransport({
        command,
        args: [...(args ?? [])],
        ...(env !== undefined && { env: { ...env } }),
        ...(cwd !== undefined && { cwd }),
        stderr: 'pipe',
        maxBufferSize: MAX_MESSAGE_BYTES,
      });
      transport.stderr?.on('data', (chunk: Buffer) => {
        this.#logger.log('debug', 'An MCP server wrote to its log.', {
          server: config.name,
          text: chunk.toString().slice(0, 2_000),
        });
      });
      return transport;
    }
    const { url, headers = {}, allowInternal = false } = config;
    return new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { ...headers } },
      fetch: createGuardedFetch({ allowInternal, maxBytes: MAX_MESSAGE_BYTES }),
    });
  }

  /** The process ended, or the connection did. Calls that were under way fail by themselves. */
  #lost(client: Client): void {
    if (this.#closing.signal.aborted) return;
    this.#logger.log('warn', 'An MCP server is gone.', { server: this.config.name });
    this.#forgetClient(client);
  }

  /** What it offered before stays where it does not say. */
  async #listAgain(before: Promise<McpSession>): Promise<McpSession> {
    const session = await before;
    try {
      const tools = await this.#inTime((leftMs) => this.#list(session.client, leftMs));
      return { ...session, tools };
    } catch (error) {
      this.#logger.log('warn', 'An MCP server did not list its tools.', this.#fields(error));
      return session;
    }
  }

  #forget(session: Promise<McpSession>): void {
    if (this.#session === session) this.#session = null;
  }

  #forgetClient(client: Client): void {
    const session = this.#session;
    session?.then(
      (open) => {
        if (open.client === client) this.#forget(session);
      },
      () => this.#forget(session),
    );
  }

  #fields(error: unknown): Readonly<Record<string, unknown>> {
    return { server: this.config.name, cause: String(error) };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
