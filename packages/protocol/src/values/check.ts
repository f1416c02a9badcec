import type * as z from 'zod/mini';

/** The first fault of a value. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Checked<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly fault: Fault };

/**
 * `safeParse` for values from outside: it never throws, and keeps the first fault. The library does
 * throw for some JSON: a fault for each of a hundred thousand items overflows its stack, and it
 * compares the `length` of what should be a string before it knows that it is one, which fails for
 * `{"length": {"toString": 1, "valueOf": 1}}`. Such a value is a fault like any other.
 */
export function check<T extends z.ZodMiniType>(schema: T, value: unknown): Checked<z.infer<T>> {
  try {
    const result = schema.safeParse(value);
    if (result.success) return { success: true, data: result.data };
    const issue = result.error.issues[0];
    return faulty(issue?.path ?? [], issue?.message ?? 'invalid');
  } catch {
    return faulty([], 'not a value that can be checked');
  }
}

/**
 * Whether a value fits a schema: a type guard for each schema of the package, and for any other of
 * zod. The value stays as it is, so that fields with a default may be absent; `check` fills them in.
 */
export function isValid<T extends z.ZodMiniType>(schema: T, value: unknown): value is z.input<T> {
  return check(schema, value).success;
}

function faulty(path: readonly PropertyKey[], message: string): Checked<never> {
  return { success: false, fault: { path, message } };
}

/** `path` as errors name it: `payload.parts.0`. */
export function pathText({ path }: Pick<Fault, 'path'>): string {
  return path.map(String).join('.');
}
