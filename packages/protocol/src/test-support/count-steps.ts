import { PersistentList } from '../fold/persistent-list.js';

/** Methods of arrays that look at all of an array, or copy it. */
const WHOLE_ARRAY = [
  'concat',
  'every',
  'filter',
  'find',
  'findIndex',
  'flatMap',
  'forEach',
  'includes',
  'indexOf',
  'map',
  'reduce',
  'slice',
  'some',
  'sort',
  'toSorted',
  'toSpliced',
] as const;

/**
 * How many entries of arrays, maps, sets and lists `work` walks over or copies: by iteration, spread
 * and `new Map(…)`, by the methods of arrays that take all of one, and by looking entries of lists up.
 * The same each time, however busy the machine is. The fields of objects are not counted: see
 * `widestObject`.
 */
export function countSteps(work: () => void): number {
  let steps = 0;
  const undo: (() => void)[] = [];
  const watch = (owner: object, name: string, stepsOf: (self: unknown) => number): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
    const original = descriptor.value as (...args: unknown[]) => unknown;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      steps += stepsOf(this);
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(owner, name, { ...descriptor, value });
    undo.push(() => void Object.defineProperty(owner, name, descriptor));
  };
  for (const iterator of [[].values(), new Map().entries(), new Set().values()]) {
    watch(Object.getPrototypeOf(iterator) as object, 'next', () => 1);
  }
  for (const name of WHOLE_ARRAY) watch(Array.prototype, name, (self) => (self as unknown[]).length);
  watch(PersistentList.prototype, 'get', () => 1);
  try {
    work();
    return steps;
  } finally {
    for (const restore of undo.reverse()) restore();
  }
}

/** The most fields that an object in `value` has: what copying it costs. Lists and maps are looked into. */
export function widestObject(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  if (Symbol.iterator in value) return widestOf(value as Iterable<unknown>);
  const fields = Object.values(value);
  return Math.max(fields.length, widestOf(fields));
}

function widestOf(values: Iterable<unknown>): number {
  let widest = 0;
  for (const value of values) widest = Math.max(widest, widestObject(value));
  return widest;
}
