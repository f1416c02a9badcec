import { GUARD_LIMITS } from './policy-format.js';

/** One place of the arguments; `value` is undefined where there is nothing. */
export interface ArgumentPlace {
  /** A JSON pointer without wildcards, for example `/samples/3/score`. */
  readonly path: string;
  readonly value: unknown;
  /** Found by `**`, so that its type is nobody's promise. */
  readonly isAnywhere: boolean;
  /** The path asks for elements of what has none. */
  readonly isUnfit: boolean;
}

/** The segments of a path, or what is wrong with it. */
export function parseArgumentPath(path: string): readonly string[] | { readonly fault: string } {
  if (!path.startsWith('/')) return { fault: 'a path begins with /, for example /samples/*/score' };
  const raw = path.slice(1).split('/');
  if (raw.length > GUARD_LIMITS.maxPathSegments) {
    return { fault: `a path of more than ${GUARD_LIMITS.maxPathSegments} segments` };
  }
  if (raw.some((segment) => segment === '')) return { fault: 'a path with an empty segment' };
  if (raw.slice(0, -1).includes('**')) return { fault: '** stands only at the end of a path' };
  return raw.map(unescape);
}

/**
 * Every place of `args` that the segments name, in the order of the arguments. A literal segment
 * that leads nowhere gives one place without a value; `*` over nothing does so too, and over an
 * empty list gives none. `step` is called for each value looked at, and may throw to end the walk.
 */
export function* placesIn(
  args: unknown,
  segments: readonly string[],
  step: () => void,
): Generator<ArgumentPlace, void, undefined> {
  const open: { value: unknown; path: string; at: number }[] = [{ value: args, path: '', at: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    step();
    const { value, path, at } = next;
    const segment = segments[at];
    const isAnywhere = segment === '**';
    if (segment === undefined) {
      yield { path, value: value ?? undefined, isAnywhere: false, isUnfit: false };
    } else if (value === undefined || value === null) {
      if (!isAnywhere) yield { path, value: undefined, isAnywhere, isUnfit: false };
    } else if (segment === '*' || isAnywhere) {
      if (typeof value !== 'object') {
        yield { path, value, isAnywhere, isUnfit: !isAnywhere };
        continue;
      }
      const entries = Object.entries(value);
      for (let index = entries.length - 1; index >= 0; index -= 1) {
        step();
        const [key, member] = entries[index] as [string, unknown];
        open.push({ value: member, path: `${path}/${escape(key)}`, at: isAnywhere ? at : at + 1 });
      }
    } else {
      const member = memberOf(value, segment);
      open.push({ value: member, path: `${path}/${escape(segment)}`, at: at + 1 });
    }
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Array.isArray(value) && name === 'length' ? undefined : (value as Record<string, unknown>)[name];
}

function escape(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
