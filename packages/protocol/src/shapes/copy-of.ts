import { fits } from './fault-of.js';
import type { Shape } from './shape.js';

/**
 * A copy of a value that is of `shape`, with the defaults of fields that are absent, and without the
 * fields that the shape neither names nor keeps. What is of any kind, or of a variant that later versions
 * may widen, is passed on as it is.
 */
export function copyOf(shape: Shape, value: unknown): unknown {
  switch (shape[0]) {
    case 'optional':
      return value === undefined ? ownDefault(shape[2]) : copyOf(shape[1], value);
    case 'nullable':
      return value === null ? null : copyOf(shape[1], value);
    case 'union': {
      const option = shape[1].find((each) => fits(each, value));
      return option === undefined ? value : copyOf(option, value);
    }
    case 'array':
      return Array.from(value as readonly unknown[], (item) => copyOf(shape[1], item));
    case 'record': {
      const copy: Record<string, unknown> = {};
      // The key `__proto__` would not make a field of the copy but change its prototype.
      for (const [key, inner] of Object.entries(value as object)) {
        if (key !== '__proto__') copy[key] = copyOf(shape[1], inner);
      }
      return copy;
    }
    case 'object': {
      const [, fields, keepsOthers] = shape;
      const from = value as Readonly<Record<string, unknown>>;
      const copy: Record<string, unknown> = {};
      if (keepsOthers) for (const key in from) if (key !== '__proto__') copy[key] = from[key];
      for (const key in fields) {
        const inner = copyOf(fields[key] as Shape, from[key]);
        if (inner !== undefined || key in from) copy[key] = inner;
      }
      return copy;
    }
    default:
      return value;
  }
}

/** Most fields that are absent have no default, and most defaults are no object: a clone takes longer than all else here. */
function ownDefault(value: unknown): unknown {
  return typeof value === 'object' ? structuredClone(value) : value;
}
