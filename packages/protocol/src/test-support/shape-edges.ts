import { fits } from '../shapes/fault-of.js';
import type { Shape } from '../shapes/shape.js';

/** What JSON text can make of a number, beside what integers should be. */
const NUMBERS = [-0, 1.5, 2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY, Number.NaN];

/** `value`, which is of `shape`, with one place in it at or beyond a bound of its own shape. */
export function* edgesOf(shape: Shape, value: unknown): Iterable<unknown> {
  switch (shape[0]) {
    case 'string':
      for (const length of around(shape[1], shape[2])) yield 'x'.repeat(length);
      return;
    case 'integer':
      yield* [...around(shape[1], shape[2], Number.MIN_SAFE_INTEGER), ...NUMBERS];
      return;
    case 'number':
      yield* NUMBERS;
      return;
    case 'optional':
    case 'nullable':
      if (value != null) yield* edgesOf(shape[1], value);
      return;
    case 'union':
      for (const option of shape[1]) if (fits(option, value)) yield* edgesOf(option, value);
      return;
    case 'array': {
      const [, item, min, max] = shape;
      const items = value as readonly unknown[];
      if (items.length === 0) return;
      for (const length of around(min, max)) yield Array.from({ length }, () => items[0]);
      for (const edge of edgesOf(item, items[0])) yield [edge, ...items.slice(1)];
      return;
    }
    case 'object':
      for (const [name, field] of Object.entries(shape[1])) {
        const inner = (value as Readonly<Record<string, unknown>>)[name];
        if (inner === undefined) continue;
        for (const edge of edgesOf(field, inner)) yield { ...(value as object), [name]: edge };
      }
      return;
    case 'open': {
      const [, base, known, member] = shape;
      yield* edgesOf(base, value);
      const variant = known[(value as { readonly type: string }).type];
      if (variant === undefined) return;
      if (member === undefined) yield* edgesOf(variant, value);
      else yield* edgesOf(['object', { [member]: variant }], value);
      return;
    }
    case 'any':
    case 'boolean':
    case 'one_of':
    case 'pattern':
    case 'record':
      return;
  }
}

function around(min = 0, max = min, least = 0): number[] {
  return [min - 1, min, max, max + 1].filter((count) => count >= least);
}
