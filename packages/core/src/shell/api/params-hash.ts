import { AgentChatError, type ConversationMethod } from '@agent-chat/protocol';
import { jsonDigest } from './json-digest.js';

/**
 * What tells one command from another under the same request id. The only one who can use two
 * commands of one hash is their own author, who would deceive nobody else: it need not withstand them.
 *
 * @throws AgentChatError `InvalidRequest` for params that JSON cannot carry: `1e999` reads as infinite,
 * and nesting has an end
 */
export function paramsHashOf(method: ConversationMethod, params: object): string {
  try {
    return jsonDigest({ method, params });
  } catch (cause) {
    throw new AgentChatError('InvalidRequest', `${method}: the params are not JSON.`, { cause });
  }
}
