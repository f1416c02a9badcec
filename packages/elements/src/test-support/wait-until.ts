import { waitUntil as poll } from '@open-wc/testing';

/** For what never comes, not for what is slow: tests share their machine with each other. */
const TIMEOUT_MS = 10_000;

/** Resolves when `predicate` holds; rejects with `message` when it does not within `timeout` ms. */
export function waitUntil(
  predicate: () => unknown,
  message?: string,
  options: { readonly timeout?: number } = {},
): Promise<void> {
  return poll(predicate, message, { timeout: TIMEOUT_MS, ...options });
}
