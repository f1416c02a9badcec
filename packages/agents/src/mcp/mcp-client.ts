import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  PaginatedResultSchema,
  ToolSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** A server with more is taken for one that never ends. */
const MAX_PAGES = 50;
const MAX_TOOLS = 2_000;
/** How long a server is given to take that nobody needs the session any more. */
const GOODBYE_MS = 1_000;

/** Without the schema of what it answers: that says nothing to a model, and would be its server's to run. */
const ListedTool = ToolSchema.omit({ outputSchema: true, execution: true, icons: true, _meta: true });
/** A tool as a server lists it. */
export type ListedTool = z.infer<typeof ListedTool>;

/** What a server offers. */
interface ToolList {
  readonly tools: readonly ListedTool[];
  /** How many things it lists that are no tools. */
  readonly leftOut: number;
}

const Page = PaginatedResultSchema.extend({ tools: z.array(z.unknown()) });

export function newClient(): Client {
  return new Client({ name: 'agent-chat', version: '1' });
}

/**
 * What a server offers, without what is no tool. `client.listTools` would compile the schema of each
 * tool's answers, and `client.callTool` would run it: regular expressions of somebody else, which nothing
 * stops, and an answer that does not fit would be lost after the work was done.
 *
 * @param leftMs how long each request may still take
 */
export async function listTools(client: Client, leftMs: () => number): Promise<ToolList> {
  const tools: ListedTool[] = [];
  let leftOut = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const request = { method: 'tools/list' as const, params: cursor === undefined ? {} : { cursor } };
    const listed = await client.request(request, Page, { timeout: leftMs() });
    if (tools.length + leftOut + listed.tools.length > MAX_TOOLS) {
      throw new Error(`It lists more than ${MAX_TOOLS} tools.`);
    }
    for (const one of listed.tools) {
      const tool = ListedTool.safeParse(one);
      if (tool.success) tools.push(tool.data);
      else leftOut += 1;
    }
    cursor = listed.nextCursor;
    if (cursor === undefined) return { tools, leftOut };
  }
  throw new Error(`It lists its tools on more than ${MAX_PAGES} pages.`);
}

/** Calls a tool; see `listTools` for why not by `client.callTool`. */
export function callServerTool(
  client: Client,
  params: { readonly name: string; readonly arguments: Record<string, unknown> },
  options: { readonly signal: AbortSignal; readonly timeout: number },
): Promise<CallToolResult> {
  return client.request({ method: 'tools/call', params }, CallToolResultSchema, options);
}

/** Ends a connection, and tells a server over HTTP that its session is not needed any more. */
export async function disconnect(client: Client): Promise<void> {
  const { transport } = client;
  if (transport instanceof StreamableHTTPClientTransport) {
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, GOODBYE_MS);
    // One that has forgotten the session, or whose sessions nobody may end, need not be told.
    await Promise.race([transport.terminateSession().catch(() => undefined), patience.promise]);
    clearTimeout(timer);
  }
  await client.close();
}
