import type { JsonValue } from './json.js';
import { MAX_PATCH_OPERATIONS, POINTER } from './patch-format.js';
import type { PatchOperation } from './patch-operation.js';

const INDEX = /^(?:0|[1-9]\d*)$/;

/** The most that one patch writes: the characters of strings and keys, and 8 for each value. */
const MAX_WRITTEN = 1_000_000;
/** The most containers around anything that a patch writes. */
const MAX_DEPTH = 100;

/**
 * Why an operation does not apply: it is not one of RFC 6902 (or would leave no document); the
 * place that it names is not there; its test failed; or the patch is over a bound.
 */
export type PatchFailure = 'invalid_operation' | 'not_found' | 'test_failed' | 'too_large';

export type PatchResult =
  | { readonly ok: true; readonly document: JsonValue }
  /** `index` is the operation that did not apply. */
  | { readonly ok: false; readonly index: number; readonly reason: PatchFailure };

/**
 * Applies a patch of RFC 6902 without changing `document`: the result shares with it all that the
 * patch does not touch, and what is moved. All operations apply, or none. It never throws.
 *
 * Keys are data: `__proto__` and `constructor` are members like others, and only own members count.
 * A member that is `undefined` is not there, as in `JSON.stringify`. The whole document can be
 * replaced but not removed.
 *
 * Bounds, each answered with `too_large`: 1,000 operations; 1,000,000 characters written by them
 * together (a value that is moved or copied counts again, so that repeated copies cannot multiply
 * a document); and nothing is written deeper than 100 levels.
 */
export function applyPatch(document: JsonValue, patch: readonly PatchOperation[]): PatchResult {
  const root = { [ROOT]: document };
  const work: Work = { root, own: new Set([root]), room: MAX_WRITTEN };
  for (const [index, operation] of patch.entries()) {
    const reason = index < MAX_PATCH_OPERATIONS ? apply(work, operation) : 'too_large';
    if (reason !== undefined) return { ok: false, index, reason };
  }
  return { ok: true, document: root[ROOT] };
}

/** Every pointer begins with it: the document is a member of the root like any other of its container. */
const ROOT = '';

interface Work {
  readonly root: Container;
  /** The containers made by this patch, which nobody else has seen: they are changed in place. */
  readonly own: Set<JsonValue>;
  /** What may still be written. */
  room: number;
}

type Container = JsonValue[] | { [key: string]: JsonValue };

function apply(work: Work, operation: PatchOperation): PatchFailure | undefined {
  const path = tokensOf(operation.path);
  if (path === undefined) return 'invalid_operation';
  const depth = path.length - 1;
  const found = read(work, path);
  switch (operation.op) {
    case 'add':
    case 'replace':
    case 'test': {
      const value = operation.value as JsonValue | undefined;
      if (value === undefined) return 'invalid_operation';
      if (!fits(work, value, depth)) return 'too_large';
      if (operation.op === 'add') return edit(work, path, value, true);
      if (found === undefined) return 'not_found';
      if (operation.op === 'test') return equal(found, value) ? undefined : 'test_failed';
      return found === value ? undefined : edit(work, path, value, false);
    }
    case 'remove':
      return depth === 0 ? 'invalid_operation' : edit(work, path, undefined, false);
    case 'move':
    case 'copy': {
      const from = tokensOf(operation.from);
      if (from === undefined) return 'invalid_operation';
      const value = read(work, from);
      if (value === undefined) return 'not_found';
      if (!fits(work, value, depth)) return 'too_large';
      // Cloned, because what this patch owns must have one place only.
      if (operation.op === 'copy') return edit(work, path, structuredClone(value), true);
      if (operation.from === operation.path) return undefined;
      if (operation.path.startsWith(`${operation.from}/`)) return 'invalid_operation';
      return edit(work, from, undefined, false) ?? edit(work, path, value, true);
    }
    default:
      return 'invalid_operation';
  }
}

function tokensOf(pointer: string): readonly string[] | undefined {
  if (!POINTER.test(pointer)) return undefined;
  return pointer
    .split('/')
    .map((token) => token.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~')));
}

function read({ root }: Work, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const token of path) value = childOf(value, token);
  return value;
}

function childOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isArray(value)) return INDEX.test(token) ? value[Number(token)] : undefined;
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** Puts a value at a place, or takes away what is there if the value is `undefined`. */
function edit(
  work: Work,
  path: readonly string[],
  value: JsonValue | undefined,
  insert: boolean,
): PatchFailure | undefined {
  const last = path.at(-1) ?? ROOT;
  let container = work.root;
  for (const token of path.slice(0, -1)) {
    const child = owned(work, childOf(container, token));
    if (child === undefined) return 'not_found';
    put(container, token, child);
    container = child;
  }
  if (!isArray(container)) {
    if (!insert && childOf(container, last) === undefined) return 'not_found';
    if (value === undefined) delete container[last];
    else put(container, last, value);
    return undefined;
  }
  const index = insert && last === '-' ? container.length : INDEX.test(last) ? Number(last) : -1;
  if (index < 0 || index >= container.length + Number(insert)) return 'not_found';
  container.splice(index, insert ? 0 : 1, ...(value === undefined ? [] : [value]));
  return undefined;
}

/** A container that may be changed in place: `value` itself, or a copy of it. */
function owned(work: Work, value: JsonValue | undefined): Container | undefined {
  if (!isArray(value) && !isObject(value)) return undefined;
  if (work.own.has(value)) return value as Container;
  const copy = isArray(value) ? value.slice() : ({ ...value } as Container);
  work.own.add(copy);
  return copy;
}

function put(container: Container, key: string, value: JsonValue): void {
  // Not an assignment: that would set the prototype for the key `__proto__`.
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Takes what `value` needs from the room that is left. */
function fits(work: Work, value: JsonValue | undefined, depth: number): boolean {
  work.room -= 8 + (typeof value === 'string' ? value.length : 0);
  if (depth > MAX_DEPTH || work.room < 0) return false;
  if (isArray(value)) return value.every((item) => fits(work, item, depth + 1));
  if (!isObject(value)) return true;
  return Object.keys(value).every((key) => {
    work.room -= key.length;
    return fits(work, value[key], depth + 1);
  });
}

function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (isArray(a) && isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  return (
    Object.keys(a).every((key) => equal(a[key], childOf(b, key))) &&
    Object.keys(b).every((key) => b[key] === undefined || childOf(a, key) !== undefined)
  );
}

const isArray = Array.isArray as (value: unknown) => value is readonly JsonValue[];

function isObject(value: unknown): value is { readonly [key: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !isArray(value);
}
