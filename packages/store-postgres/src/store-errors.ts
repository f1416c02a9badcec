import type { StoreErrorCode } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

/** What went wrong with the store, by whose hands it can be mended. */
export type StoreFault = Exclude<StoreErrorCode, 'StoreNewer' | 'StoreInUse'>;

/** What a caller may see: it may reach a client, so it names no host and no user. */
const MESSAGES: Record<StoreFault, string> = {
  StoreDamaged: 'The store is damaged and cannot be read. Its operator must restore it.',
  StoreUnwritable: 'The store cannot be written: its database is full, read-only or refuses this role.',
  Unavailable: 'The store cannot be reached at the moment, or its connection was lost.',
};

const DAMAGED = /^(?:XX00[12]|58P0[12]|42P01|42883|42703|3F000)$/;
const UNWRITABLE = /^(?:53100|25006|42501|58030|28...|3D000)$/;
const UNAVAILABLE = /^(?:08...|40...|53...|55P03|57...|XX000)$/;

/**
 * The fault that an error of the driver stands for; `null` when it is neither the server's nor the
 * connection's but the caller's, such as a name that is too long for an index.
 */
export function faultOf(error: unknown): StoreFault | null {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return null;
  if (!isServerError(error)) return 'Unavailable';
  if (DAMAGED.test(error.code)) return 'StoreDamaged';
  if (UNWRITABLE.test(error.code)) return 'StoreUnwritable';
  return UNAVAILABLE.test(error.code) || isFatal(error) ? 'Unavailable' : null;
}

/** Whether the server said that the statement failed: it has rolled it back for certain. */
export function isRolledBack(error: unknown): boolean {
  return isServerError(error) && !isFatal(error);
}

/** Whether the same statement may succeed at once: it lost a race against another transaction. */
export function isRaceLost(error: unknown): boolean {
  return isServerError(error) && /^40(?:001|P01)$/.test(error.code);
}

/** An error of the driver in our terms. What is not the store's fault is passed on as it is. */
export function faultAtWork(error: unknown): unknown {
  if (AgentChatError.isInstance(error)) return error;
  const fault = faultOf(error);
  if (fault === null) return error;
  const reason = codeOf(error);
  return new AgentChatError(fault, MESSAGES[fault], {
    ...(reason !== null && { details: { reason } }),
    cause: error,
  });
}

export function newer(schema: string, found: number, supported: number): AgentChatError {
  return new AgentChatError(
    'StoreNewer',
    `The schema "${schema}" was written by a newer version: it is at ${found}, this version reads ` +
      `up to ${supported}. Nothing was changed. Upgrade this package.`,
    { details: { schema, found, supported } },
  );
}

export function closed(): AgentChatError {
  return new AgentChatError('Unavailable', 'The store is closed.');
}

/** An SQLSTATE, or `E…` of the network. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
}

/** By its fields: the host's pool may come from another copy of the driver. */
function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && codeOf(error) !== null;
}

/** The server ended the connection with it, perhaps after it had committed. */
function isFatal(error: ServerError): boolean {
  return error.severity === 'FATAL' || error.severity === 'PANIC' || /^57P0/.test(error.code);
}
