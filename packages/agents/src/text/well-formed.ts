/**
 * `value` with whole characters only in all its strings, as far as it is of plain objects and arrays. Half
 * a surrogate pair, as a cut through an emoji leaves it, makes providers refuse the whole prompt; in a log
 * it would do so in each later turn.
 */
export function wellFormed<T>(value: T): T {
  return mended(value) as T;
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(mended);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toWellFormed(), mended(one)]));
}

/** Bytes and the like stay what they are; objects of another realm are plain too. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
