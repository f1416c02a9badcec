import { AgentChatError, canonicalHash, type ConversationMethod } from '@agent-chat/protocol';

/**
 * What tells one command from another under the same request id.
 *
 * @throws AgentChatError `InvalidRequest` for params that JSON cannot carry: `1e999` reads as infinite,
 * and nesting has an end
 */
export function paramsHashOf(method: ConversationMethod, params: object): string {
  try {
    return canonicalHash({ method, params });
  } catch (cause) {
    throw new AgentChatError('InvalidRequest', `${method}: the params are not JSON.`, { cause });
  }
}
