import * as z from 'zod/mini';
import type { ErrorBody } from '../values/errors.js';
import { AgentChatError, isErrorCode } from '../values/errors.js';

/** JSON-RPC 2.0 as it travels over `/api/ws`. Ids are the caller's; notifications have none. */
export const RpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().check(z.maxLength(128)), z.number()]),
  method: z.string().check(z.maxLength(128)),
  params: z.optional(z.unknown()),
});
export type RpcRequest = z.infer<typeof RpcRequest>;

/** A frame of a subscription: `method` is the frame's kind. */
export const RpcNotification = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.string(),
  params: z.object({
    subscriptionId: z.string(),
    frame: z.unknown(),
    /** Of `subscribeAll`: where a reader stands that has seen the event. */
    position: z.optional(z.string()),
  }),
});
export type RpcNotification = z.infer<typeof RpcNotification>;

const RpcError = z.object({
  code: z.number(),
  message: z.string(),
  data: z.optional(
    z.object({
      code: z.string(),
      details: z.optional(z.unknown()),
      retryable: z.boolean(),
    }),
  ),
});

export const RpcResponse = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.nullable(z.union([z.string(), z.number()])),
  result: z.optional(z.unknown()),
  error: z.optional(RpcError),
});
export type RpcResponse = z.infer<typeof RpcResponse>;

/** JSON-RPC's own numbers for what never reached a method; -32000 for every error of the contract. */
const RPC_NUMBERS: Partial<Record<string, number>> = {
  UnknownMethod: -32601,
  InvalidRequest: -32602,
};

export function rpcResult(id: string | number, result: unknown): RpcResponse {
  return { jsonrpc: '2.0', id, result };
}

export function rpcError(id: string | number | null, error: AgentChatError): RpcResponse {
  return {
    jsonrpc: '2.0',
    id,
    error: {
      code: RPC_NUMBERS[error.code] ?? -32000,
      message: error.message,
      data: {
        code: error.code,
        ...(error.details === undefined ? {} : { details: error.details }),
        retryable: error.retryable,
      },
    },
  };
}

/** The error that a response carries, with its code when the peer speaks this contract. */
export function errorOfResponse(error: z.infer<typeof RpcError>): AgentChatError {
  const { data } = error;
  if (data !== undefined && isErrorCode(data.code)) {
    return AgentChatError.fromBody({ ...data, message: error.message } satisfies ErrorBody);
  }
  return new AgentChatError('Internal', error.message, { details: error });
}
