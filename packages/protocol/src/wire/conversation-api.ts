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
   * pulls. Ends when `signal` aborts, or after `bye`.
   *
   * @throws AgentChatError `UnknownConversation`, `InvalidCursor`, `Forbidden` on the first pull.
   */
  subscribe(params: MethodParams<'subscribe'>, options?: CallOptions): AsyncIterable<Frame>;
}
