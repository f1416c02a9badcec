import type { Logger } from '@agent-chat/core';
import { type AgentChatError, errorStatus } from '@agent-chat/protocol';

/**
 * Logs what is a fault of ours, and what something that we need did to us; what a caller did wrong is the
 * caller's to see, and so is that we are busy or closing.
 */
export function reportError(logger: Logger | undefined, error: AgentChatError, what: string): void {
  const { cause } = error;
  const status = errorStatus(error.code);
  const isFault = status === 500 || (status > 500 && cause !== undefined && error.code !== 'ConnectionLost');
  if (!isFault) return;
  logger?.log('error', `${what} failed: ${error.message}`, {
    code: error.code,
    ...(cause !== undefined && { cause: cause instanceof Error ? cause.stack : JSON.stringify(cause) }),
  });
}
