import { canonicalHash } from '@agent-chat/protocol';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type CallToolResult, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { defineTool, type Tool, type ToolContext } from '../tools/tool.js';
import { ToolError } from '../tools/tool-error.js';
import { checkableSchema } from './checkable-schema.js';
import { callServerTool, type ListedTool } from './mcp-client.js';
import type { McpConnection, McpSession } from './mcp-connection.js';
import { outputOf } from './mcp-result.js';
import { isNamed } from './server-config.js';

/** The tool of a server as an agent has it, or `null` where its name does not fit in with the server's. */
export function toolOf(connection: McpConnection, listed: ListedTool): Tool | null {
  const { name: server, needsApproval = [], trustHints = false, maxResultBytes } = connection.config;
  const name = `${server}__${listed.name}`;
  if (!/^[\w-]{1,64}$/.test(name)) return null;
  const { readOnlyHint = false, idempotentHint = false } = trustHints ? (listed.annotations ?? {}) : {};
  const tool = defineTool({
    name,
    description: listed.description ?? listed.title ?? listed.name,
    parameters: checkableSchema(listed.inputSchema),
    readOnly: readOnlyHint,
    idempotent: idempotentHint,
    needsApproval: isNamed(listed.name, needsApproval),
    // What a server changes in a tool after somebody has approved a call of it is another tool.
    version: canonicalHash([listed.description ?? '', listed.inputSchema]).slice(0, 16),
    timeoutMs: connection.timeoutMs,
    ...(maxResultBytes !== undefined && { maxResultBytes }),
    run: (args, context) => callServer(connection, listed.name, args as Record<string, unknown>, context),
  });
  // The model is told all of it, and the server holds it to that.
  return { ...tool, inputSchema: listed.inputSchema, traits: { ...tool.traits, source: 'mcp' } };
}

async function callServer(
  connection: McpConnection,
  name: string,
  args: Record<string, unknown>,
  { signal, keepFile }: ToolContext,
): Promise<unknown> {
  const server = connection.config.name;
  let result: CallToolResult;
  try {
    result = await callIt(connection, name, args, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw errorOf(server, error);
  }
  return outputOf({ server, tool: name }, result, keepFile);
}

async function callIt(
  connection: McpConnection,
  name: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CallToolResult> {
  const options = { signal, timeout: connection.timeoutMs };
  const ask = ({ client }: McpSession) => callServerTool(client, { name, arguments: args }, options);
  const session = await connection.session();
  try {
    return await ask(session);
  } catch (error) {
    if (signal.aborted || !(error instanceof StreamableHTTPError) || !isRefused(error)) throw error;
    // Servers have many ways to say that they were started anew: the next call has a session of its own.
    await connection.forget(session);
    if (!isUnknownSession(error)) throw error;
    // It has done nothing: it is asked once more.
    return ask(await connection.session());
  }
}

/** Of this request alone: of its time, its size and how many there were. */
const OF_THE_REQUEST = [408, 413, 429];

function isRefused({ code = 0 }: StreamableHTTPError): boolean {
  return code >= 400 && code < 500 && !OF_THE_REQUEST.includes(code);
}

const ErrorAnswer = z.object({ error: z.object({ message: z.string() }) });

/**
 * Whether a server over HTTP says that it does not know the session: by 404, as the protocol has it, or as
 * many do by 400 and words such as "No valid session ID provided" or "Server not initialized".
 */
function isUnknownSession({ code, message }: StreamableHTTPError): boolean {
  if (code !== 400) return code === 404;
  try {
    // The words of the library, and then the body of the answer.
    const answer = ErrorAnswer.safeParse(JSON.parse(message.slice(message.indexOf('{'))));
    return answer.success && /session|initiali[sz]/i.test(answer.data.error.message);
  } catch {
    return false;
  }
}

/** What went wrong, for the model and for whoever reads the log: nothing of this side of the connection. */
function errorOf(server: string, cause: unknown): ToolError {
  if (ToolError.isInstance(cause)) return cause;
  if (!(cause instanceof McpError)) {
    return new ToolError(`The MCP server "${server}" could not be asked.`, {
      code: 'mcp_unreachable',
      cause,
    });
  }
  const code = cause.code as ErrorCode;
  if (code === ErrorCode.ConnectionClosed) {
    const message = `The MCP server "${server}" ended during the call. What it was asked to do may have happened.`;
    return new ToolError(message, { code: 'mcp_server_gone', cause });
  }
  if (code === ErrorCode.RequestTimeout) {
    const message = `The MCP server "${server}" did not answer in its time. What it was asked to do may still happen.`;
    return new ToolError(message, { code: 'tool_timeout', retryable: true, cause });
  }
  return new ToolError(cause.message, { code: 'mcp_error', cause });
}
