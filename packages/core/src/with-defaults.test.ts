import { expect, it } from 'vitest';
import { withDefaults } from './with-defaults.js';

it('puts what is given in place of the defaults, and leaves them where it is undefined or not there', () => {
  const defaults: { size: number | null; depth: number; times: number } = { size: 1, depth: 2, times: 3 };
  const given = { size: null, depth: undefined } as unknown as Partial<typeof defaults>;
  expect(withDefaults(defaults, given)).toEqual({ size: null, depth: 2, times: 3 });
  expect(withDefaults(defaults)).toEqual(defaults);
});
