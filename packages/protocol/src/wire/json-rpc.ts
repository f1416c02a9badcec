import type { ErrorBody } from '../values/error-body.js';
import { AgentChatError, isErrorCode } from '../values/errors.js';
import type { RpcResponse } from './rpc.js';

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
export function errorOfResponse(error: NonNullable<RpcResponse['error']>): AgentChatError {
  const { data } = error;
  if (data !== undefined && isErrorCode(data.code)) {
    return AgentChatError.fromBody({ ...data, message: error.message } satisfies ErrorBody);
  }
  return new AgentChatError('Internal', error.message, { details: error });
}
