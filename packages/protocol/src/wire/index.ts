export type { CallOptions, ConversationApi, OperatorApi } from './conversation-api.js';
export { CSRF_HEADER } from './csrf.js';
export { type FrameStream, isFrameStream } from './frame-stream.js';
export { errorOfResponse, rpcError, rpcResult } from './json-rpc.js';
export { type Backoff, delayMs, retryAfterMs } from './retry.js';
export { RpcNotification, RpcRequest, RpcResponse } from './rpc.js';
export { encodeSseComment, encodeSseEvent, encodeSseRetry } from './sse.js';
