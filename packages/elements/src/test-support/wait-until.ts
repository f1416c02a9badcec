/** For what never comes, not for what is slow: tests share their machine with each other. */
const TIMEOUT_MS = 10_000;
const INTERVAL_MS = 25;

/** Resolves when `predicate` holds; rejects with `message` when it does not within `timeout` ms. */
export async function waitUntil(
  predicate: () => unknown,
  message = 'It did not come.',
  { timeout = TIMEOUT_MS }: { readonly timeout?: number } = {},
): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await predicate())) {
    if (performance.now() > end) throw new Error(`${message} (waited ${timeout} ms)`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
