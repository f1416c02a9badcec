import { AgentChatError, isRpcRequest } from '@agent-chat/protocol';
import { type RpcRequest, type RpcResponse, rpcError } from '@agent-chat/protocol/wire';
import { parseJson } from '../methods/parse-json.js';

/** JSON-RPC 2.0, section 5.1, for what never became a request. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** A message as a request, or the response that it deserves instead. */
export type ReadMessage = { readonly request: RpcRequest } | { readonly refusal: RpcResponse };

export function readMessage(text: string | null, maxDepth: number): ReadMessage {
  let value: unknown;
  try {
    if (text === null) throw new AgentChatError('InvalidRequest', 'Messages are JSON text.');
    value = parseJson(text, maxDepth);
  } catch (cause) {
    return { refusal: refusal(null, PARSE_ERROR, AgentChatError.from(cause)) };
  }
  if (isRpcRequest(value)) return { request: value };
  const error = new AgentChatError(
    'InvalidRequest',
    'A message is one JSON-RPC 2.0 request: {"jsonrpc": "2.0", "id", "method", "params"}.',
  );
  return { refusal: refusal(idOf(value), INVALID_REQUEST, error) };
}

function refusal(id: string | number | null, code: number, error: AgentChatError): RpcResponse {
  const response = rpcError(id, error);
  return { ...response, ...(response.error && { error: { ...response.error, code } }) };
}

function idOf(value: unknown): string | number | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'id')) return null;
  const { id } = value as { id: unknown };
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
