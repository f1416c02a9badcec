import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName, encodeName } from './names.js';

describe('names in the database', () => {
  it('are the same text for all that is usual', () => {
    for (const name of ['conv_1234', 'Ada Lovelace', "O'Hara %_", 'é😀 שלום'])
      expect(encodeName(name)).toBe(name);
  });

  it('never hold what PostgreSQL cannot, and come back as they were', () => {
    const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(anyUnit, fc.constantFrom('\\', '\0', '\ud800', '0', 'd')) }),
        (name) => {
          const stored = encodeName(name);
          expect(stored.isWellFormed()).toBe(true);
          expect(stored).not.toContain('\0');
          expect(decodeName(stored)).toBe(name);
        },
      ),
    );
  });
});
