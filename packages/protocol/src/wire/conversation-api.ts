import type { ConversationMethod, MethodParams, MethodResult } from '../contract/methods.js';
import type { Frame } from '../frames/frame.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * The conversation plane of the contract, bound to one caller. The orchestrator implements it; the
 * client's `inProcess` transport takes it as it is, the server puts it on the wire.
 */
export interface ConversationApi {
  /** @throws AgentChatError with one of the method's codes. */
  call<M extends ConversationMethod>(
    method: M,
    params: MethodParams<M>,
    options?: CallOptions,
  ): Promise<MethodResult<M>>;

  /**
   * `hello`, the backlog after the cursor (or a `snapshot`), each open draft whole, `caught_up`,
   * then what happens. Nothing is buffered for a reader that does not read: it is a cursor, and
   * pulls. Ends when `signal` aborts, or after `bye`. What the orchestrator gives is a `FrameStream`.
   *
   * @throws AgentChatError `UnknownConversation`, `InvalidCursor`, `Forbidden` on the first pull.
   */
  subscribe(params: MethodParams<'subscribe'>, options?: CallOptions): AsyncIterable<Frame>;
}

/** What the orchestrator has besides for operators, who look at all conversations at once. */
export interface OperatorApi extends ConversationApi {
  /**
   * `position` where the reader begins, then events of all conversations of the tenant, each with its
   * own position, in the order of the store; `bye` when the node stops. Ends when `signal` aborts.
   *
   * @throws AgentChatError `InvalidCursor`, `Forbidden` on the first pull.
   */
  subscribeAll(params: MethodParams<'subscribeAll'>, options?: CallOptions): AsyncIterable<Frame>;
}
