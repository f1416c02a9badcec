/** Where something is that JSON cannot carry unchanged, and what it is: `is a Date`, `is NaN`. */
export interface JsonFault {
  readonly path: readonly (string | number)[];
  readonly found: string;
}

/**
 * The first thing in `value` that JSON cannot carry unchanged, or `null` when it is plain JSON.
 * Members that are `undefined` count as absent.
 */
export function jsonFault(value: unknown): JsonFault | null {
  return fault(value, [], []);
}

function fault(
  value: unknown,
  path: readonly (string | number)[],
  ancestors: readonly object[],
): JsonFault | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : { path, found: `is ${value}` };
  if (typeof value !== 'object') return { path, found: `is of type ${typeof value}` };
  if (ancestors.includes(value)) return { path, found: 'contains itself' };
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    return firstFault(value.entries(), (item, index) => fault(item, [...path, index], inside));
  }
  if (!isPlain(value)) return { path, found: `is a ${value.constructor.name}` };
  return firstFault(Object.entries(value), (member, key) =>
    member === undefined ? null : fault(member, [...path, key], inside),
  );
}

function firstFault<K>(
  entries: Iterable<[K, unknown]>,
  faultIn: (value: unknown, key: K) => JsonFault | null,
): JsonFault | null {
  for (const [key, value] of entries) {
    const found = faultIn(value, key);
    if (found !== null) return found;
  }
  return null;
}

/** Also of another realm, whose `Object.prototype` is not ours. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
