import { AgentChatError } from '../values/errors.js';

/** The error that `promise` rejects with. Anything but an `AgentChatError` fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<AgentChatError> {
  try {
    await promise;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
