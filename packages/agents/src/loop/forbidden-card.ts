import { isPolicyViolation } from '@agent-chat/core';

/**
 * The place, among the parts of its message, of a card that the guard policy forbids; `null` for any other
 * fault.
 */
export function forbiddenPlace(error: unknown): number | null {
  if (!isPolicyViolation(error)) return null;
  const { index } = (error.details ?? {}) as { readonly index?: unknown };
  return typeof index === 'number' ? index : null;
}
