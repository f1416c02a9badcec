import { describe, expect, it } from 'vitest';
import { isAllowedType } from './media-type.js';

describe('isAllowedType', () => {
  it.each([
    ['image/png', 'image/*'],
    ['image/png', '*/*'],
    ['IMAGE/PNG', ' image/png '],
    ['text/plain; charset=utf-8', 'text/plain'],
    ['text/csv', 'text/csv; header=present'],
    ['application/json', 'application/*; any'],
    ['image/svg+xml', 'image/svg+xml'],
    ['image/svg+xml', '*/*'],
    ['', '*/*'],
  ])('allows %j by %j', (type, allowed) => {
    expect(isAllowedType(type, ['video/mp4', allowed])).toBe(true);
  });

  it.each([
    ['image/svg+xml', 'image/*'],
    ['imagery/png', 'image/*'],
    ['image/png', 'image'],
    ['image/png', ''],
    ['', ''],
    ['', 'text/*'],
  ])('does not allow %j by %j', (type, allowed) => {
    expect(isAllowedType(type, [allowed])).toBe(false);
  });

  it('allows nothing where nothing is listed', () => {
    expect(isAllowedType('text/plain', [])).toBe(false);
  });
});
