import type { Logger } from '@agent-chat/core';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type Tool as McpTool, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { createGuardedFetch } from './guarded-fetch.js';
import type { McpServerConfig } from './server-config.js';

/** What one message of a server may have: above what any result may have, so that its size can be told. */
const MAX_MESSAGE_BYTES = 16_777_216;
/** A server with more is taken for one that never ends. */
const MAX_PAGES = 50;
const DEFAULT_TIMEOUT_MS = 60_000;
/** A turn waits for it. */
const DEFAULT_CONNECT_MS = 10_000;
/** One that could not be reached is left alone for so long: turns do not wait for it again and again. */
const RETRY_AFTER_MS = 15_000;

export interface McpSession {
  readonly client: Client;
  readonly tools: readonly McpTool[];
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
  #isClosed = false;
  /** Of sessions that the server has forgotten: calls may still be under way in them, until their time is up. */
  readonly #forgotten = new Map<Client, NodeJS.Timeout>();
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
    if (this.#isClosed) return Promise.reject(new Error('It was closed.'));
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

  /** The server does not know this session any more: whoever asks next gets another. */
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
    this.#isClosed = true;
    const session = this.#session;
    this.#session = null;
    const forgotten = [...this.#forgotten.keys()].map((client) => this.#leave(client));
    const open = await session?.catch(() => null);
    await Promise.all([...forgotten, open && this.#end(open.client)]);
  }

  async #end(client: Client): Promise<void> {
    try {
      await client.close();
    } catch (error) {
      this.#logger.log('debug', 'An MCP server was not closed cleanly.', this.#fields(error));
    }
  }

  async #open(): Promise<McpSession> {
    const client = new Client({ name: 'agent-chat', version: '1' });
    const timeout = this.#reachMs;
    try {
      await client.connect(this.#transport(), { timeout });
      const session = { client, tools: await this.#list(client) };
      client.onclose = () => this.#lost(client);
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
        // Asked when somebody needs it: a server that says so without an end has us do nothing.
        this.#isStale = true;
      });
      return session;
    } catch (error) {
      await this.#end(client);
      throw error;
    }
  }

  async #list(client: Client): Promise<readonly McpTool[]> {
    const tools: McpTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const listed = await client.listTools(
        { ...(cursor !== undefined && { cursor }) },
        { timeout: this.#reachMs },
      );
      tools.push(...listed.tools);
      cursor = listed.nextCursor;
      if (cursor === undefined) return tools;
    }
    throw new Error(`It lists its tools on more than ${MAX_PAGES} pages.`);
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
    if (this.#isClosed) return;
    this.#logger.log('warn', 'An MCP server is gone.', { server: this.config.name });
    this.#forgetClient(client);
  }

  /** What it offered before stays where it does not say. */
  async #listAgain(before: Promise<McpSession>): Promise<McpSession> {
    const session = await before;
    try {
      return { ...session, tools: await this.#list(session.client) };
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
