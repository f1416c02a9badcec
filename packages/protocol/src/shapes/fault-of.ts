import type { Shape } from './shape.js';

/** Where a value is not of its shape, and what it should be there. */
export interface ShapeFault {
  readonly path: readonly (string | number)[];
  readonly expected: Shape;
}

/**
 * The first place where `value` is not of `shape`, in the order of the schema; `null`: it is. It
 * never throws for JSON, and needs no more stack than the shape is deep. A fault in a union is at
 * the union itself.
 */
export function faultOf(shape: Shape, value: unknown): ShapeFault | null {
  switch (shape[0]) {
    case 'any':
      return null;
    case 'string':
      return typeof value === 'string' && isWithin(value.length, shape[1], shape[2]) ? null : fault(shape);
    case 'number':
      return Number.isFinite(value) ? null : fault(shape);
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(value as number, shape[1], shape[2])
        ? null
        : fault(shape);
    case 'boolean':
      return typeof value === 'boolean' ? null : fault(shape);
    case 'one_of':
      return shape[1].includes(value) ? null : fault(shape);
    case 'pattern':
      return typeof value === 'string' && shape[1].test(value) ? null : fault(shape);
    case 'optional':
      return value === undefined ? null : faultOf(shape[1], value);
    case 'nullable':
      return value === null ? null : faultOf(shape[1], value);
    case 'union':
      return shape[1].some((option) => faultOf(option, value) === null) ? null : fault(shape);
    case 'array': {
      if (!Array.isArray(value)) return fault(shape);
      for (let index = 0; index < value.length; index++) {
        const inner = faultOf(shape[1], value[index]);
        if (inner !== null) return within(index, inner);
      }
      return isWithin(value.length, shape[2], shape[3]) ? null : fault(shape);
    }
    case 'record': {
      if (!isPlainObject(value)) return fault(shape);
      for (const key of Object.keys(value)) {
        const inner = key === '__proto__' ? null : faultOf(shape[1], value[key]);
        if (inner !== null) return within(key, inner);
      }
      return null;
    }
    case 'object': {
      if (!isObject(value)) return fault(shape);
      const fields = shape[1];
      for (const key in fields) {
        const field = fields[key] as Shape;
        const inner = faultOf(field, value[key]);
        if (inner !== null) return within(key, inner);
        if (field[0] === 'any' && !(key in value)) return within(key, fault(field));
      }
      return null;
    }
    case 'open': {
      const [, base, known, member] = shape;
      const outer = faultOf(base, value);
      if (outer !== null) return outer;
      const { type } = value as { readonly type: string };
      if (!Object.hasOwn(known, type)) return null;
      const variant = known[type] as Shape;
      if (member === undefined) return faultOf(variant, value);
      const inner = faultOf(variant, (value as Readonly<Record<string, unknown>>)[member]);
      return inner && within(member, inner);
    }
  }
}

export function fits(shape: Shape, value: unknown): boolean {
  return faultOf(shape, value) === null;
}

function fault(expected: Shape): ShapeFault {
  return { path: [], expected };
}

function within(key: string | number, { path, expected }: ShapeFault): ShapeFault {
  return { path: [key, ...path], expected };
}

/** A bound that is `undefined` excludes nothing. */
function isWithin(count: number, min = -Infinity, max = Infinity): boolean {
  return count >= min && count <= max;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Neither a `Map`, a `Date` nor another instance: what they hold is not in their fields. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.hasOwn(prototype, 'isPrototypeOf');
}
