import { AgentChatError, type ErrorCode } from '@agent-chat/protocol';

/** The code that `promise` rejects with, `null` when it resolves. Any other error is thrown on. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error.code;
    throw error;
  }
}
