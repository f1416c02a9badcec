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
 * `safeParse` for values from outside: it never throws, and keeps the first fault. The parser
 * collects a fault for each item of a list as arguments of one call, and a hundred thousand of them
 * overflow the stack: such a value is a fault like any other.
 */
export function check<T extends z.ZodMiniType>(schema: T, value: unknown): Checked<z.infer<T>> {
  try {
    const result = schema.safeParse(value);
    if (result.success) return { success: true, data: result.data };
    const issue = result.error.issues[0];
    return faulty(issue?.path ?? [], issue?.message ?? 'invalid');
  } catch (error) {
    if (error instanceof RangeError) return faulty([], 'too many faults');
    throw error;
  }
}

function faulty(path: readonly PropertyKey[], message: string): Checked<never> {
  return { success: false, fault: { path, message } };
}

/** `path` as errors name it: `payload.parts.0`. */
export function pathText({ path }: Fault): string {
  return path.map(String).join('.');
}
