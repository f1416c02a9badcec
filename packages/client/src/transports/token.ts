import { AgentChatError } from '@agent-chat/protocol';

/** A bearer token, or what gives the present one: asked before each call and each connection. */
export type TokenSource = string | (() => string | Promise<string>);

/** @throws AgentChatError the source's own; else `Internal`, after which the client tries again */
export async function currentToken(source: TokenSource): Promise<string> {
  try {
    return typeof source === 'function' ? await source() : source;
  } catch (cause) {
    throw AgentChatError.from(cause);
  }
}
