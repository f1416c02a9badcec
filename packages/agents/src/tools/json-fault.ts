/**
 * Where `value` is something that JSON cannot carry unchanged, for example `items.0.when is a
 * Date`, or `null` when it is plain JSON. Members that are `undefined` count as absent.
 */
export function jsonFault(value: unknown): string | null {
  return fault(value, 'result', []);
}

function fault(value: unknown, path: string, ancestors: readonly object[]): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object') return `${path} is of type ${typeof value}`;
  if (ancestors.includes(value)) return `${path} contains itself`;
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    return firstFault(value.entries(), (item, index) => fault(item, `${path}.${index}`, inside));
  }
  if (!isPlain(value)) return `${path} is a ${value.constructor.name}`;
  return firstFault(Object.entries(value), (member, key) =>
    member === undefined ? null : fault(member, `${path}.${key}`, inside),
  );
}

function firstFault<K>(
  entries: Iterable<[K, unknown]>,
  faultOf: (value: unknown, key: K) => string | null,
): string | null {
  for (const [key, value] of entries) {
    const found = faultOf(value, key);
    if (found !== null) return found;
  }
  return null;
}

/** Also of another realm, whose `Object.prototype` is not ours. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
