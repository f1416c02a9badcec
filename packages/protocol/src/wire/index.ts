export type { CallOptions, ConversationApi, OperatorApi } from './conversation-api.js';
export {
  errorOfResponse,
  RpcNotification,
  RpcRequest,
  RpcResponse,
  rpcError,
  rpcResult,
} from './json-rpc.js';
export { encodeSseComment, encodeSseEvent, encodeSseRetry } from './sse.js';
