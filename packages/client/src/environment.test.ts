import { afterEach, expect, it, vi } from 'vitest';
import { platformEnvironment } from './environment.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it("waits no shorter for more than the platform's timers can", () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  platformEnvironment().after(3_000_000_000, () => undefined)();
  // One millisecond more, and it would be over at once.
  expect(timers.mock.calls[0]?.[1]).toBe(2_147_483_647);
});
