import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-fault.js';

describe('jsonFault', () => {
  it('finds nothing in a value that appears twice, but not in itself', () => {
    const shared = { a: 1 };
    expect(jsonFault([shared, shared, Object.create(null), { gone: undefined }])).toBeNull();
  });

  it('says where something is that JSON cannot carry', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = [cycle];
    expect(jsonFault(cycle)).toEqual({ path: ['self', 0], found: 'contains itself' });
    expect(jsonFault({ items: [{ when: new Date(0) }] })).toEqual({
      path: ['items', 0, 'when'],
      found: 'is a Date',
    });
    expect(jsonFault({ a: [1, Number.NaN] })).toEqual({ path: ['a', 1], found: 'is NaN' });
    expect(jsonFault([() => 1])).toEqual({ path: [0], found: 'is of type function' });
    expect(jsonFault(undefined)).toEqual({ path: [], found: 'is of type undefined' });
  });
});
