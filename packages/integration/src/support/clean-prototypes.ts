import { expect } from 'vitest';

/** That no hostile value has changed what all objects have. */
export function expectCleanPrototypes(): void {
  const fresh = {} as Record<string, unknown>;
  for (const name of ['isAdmin', 'x', 'polluted']) expect(fresh[name]).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.keys(Array.prototype)).toEqual([]);
}
