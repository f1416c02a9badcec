import * as z from 'zod/mini';
import { type Checked, check, type Fault } from './check.js';

/** What an open union is made of. A JSON Schema is generated from the same. */
export interface Variants {
  /** What every value has, an unknown one included. Its `type` says which variant a value is. */
  readonly base: z.ZodMiniType<{ readonly type: string }>;
  /** By `type`. */
  readonly known: Readonly<Record<string, z.ZodMiniType>>;
  /** The member of the value that the schemas of `known` are about. None: the value itself. */
  readonly member?: 'payload';
}

/** A schema that lets unknown variants pass, and carries what it is made of. */
export type OpenUnion<T> = z.ZodMiniCustom<T, T> & { readonly variants: Variants };

/**
 * A union by `type` that later versions may widen: a known variant is checked by its own schema,
 * any other by `base` alone. A value that passes is itself the result, not a copy.
 */
export function openUnion<T>(variants: Variants, message: string): OpenUnion<T> {
  const schema = z.custom<T>((value) => faultOf(variants, value) === null, message);
  return Object.assign(schema, { variants });
}

/** Why `value` is not one of the union, or `null`. */
export function faultOf({ base, known, member }: Variants, value: unknown): Fault | null {
  const any = check(base, value);
  if (!any.success) return any.fault;
  const variant = Object.hasOwn(known, any.data.type) ? known[any.data.type] : undefined;
  if (variant === undefined) return null;
  if (member === undefined) return faultIn(check(variant, value), []);
  return faultIn(check(variant, (value as Record<typeof member, unknown>)[member]), [member]);
}

function faultIn(checked: Checked<unknown>, prefix: readonly PropertyKey[]): Fault | null {
  if (checked.success) return null;
  const { path, message } = checked.fault;
  return { path: [...prefix, ...path], message };
}
