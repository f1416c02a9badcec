import type { ErrorBody } from '@agent-chat/protocol';
import { AgentChatErrorEvent } from './report-failure.events.js';

/** Tells the page when a command fails. A client that was closed in the meantime is no failure. */
export function reportFailure(host: EventTarget, command: Promise<unknown> | undefined): void {
  command?.catch((cause: unknown) => {
    const error = errorBodyOf(cause);
    if (error.code !== 'Aborted') host.dispatchEvent(new AgentChatErrorEvent(error));
  });
}

/** The error class of the SDK comes with the client: before that only the form of an error is known. */
export function errorBodyOf(cause: unknown): ErrorBody {
  const error = cause as Partial<ErrorBody> | null;
  return typeof error?.code === 'string' && typeof error.message === 'string'
    ? {
        code: error.code,
        message: error.message,
        details: error.details,
        retryable: error.retryable === true,
      }
    : { code: 'Internal', message: String(cause), retryable: false };
}
