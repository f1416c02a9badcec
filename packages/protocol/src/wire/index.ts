export type { CallOptions, ConversationApi } from './conversation-api.js';
export {
  errorOfResponse,
  RpcNotification,
  RpcRequest,
  RpcResponse,
  rpcError,
  rpcResult,
} from './json-rpc.js';
export { encodeSseComment, encodeSseEvent, encodeSseRetry } from './sse.js';
