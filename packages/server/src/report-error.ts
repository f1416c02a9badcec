import type { Logger } from '@agent-chat/core';
import { type AgentChatError, errorStatus } from '@agent-chat/protocol';

/** Logs what is a fault of ours; what a caller did wrong is the caller's to see. */
export function reportError(logger: Logger | undefined, error: AgentChatError, what: string): void {
  if (errorStatus(error.code) !== 500) return;
  const { cause } = error;
  logger?.log('error', `${what} failed: ${error.message}`, {
    code: error.code,
    ...(cause !== undefined && { cause: cause instanceof Error ? cause.stack : JSON.stringify(cause) }),
  });
}
