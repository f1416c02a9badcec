import type * as z from 'zod/mini';
import type { ErrorCode } from '../values/errors.js';
import type { CallerKind } from '../values/caller.js';

export interface HttpRoute {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for each param that travels in the path. */
  readonly path: `/api/${string}`;
  /** Absent: the result as JSON. `stream`: the frames as server-sent events. */
  readonly answers?: 'stream';
}

/** What every method may answer; `Unauthorized` and `Forbidden` only where callers are named. */
export const COMMON_ERRORS = [
  'InvalidRequest',
  'Unauthorized',
  'Forbidden',
  'Internal',
  'Unavailable',
] as const satisfies readonly ErrorCode[];

/** One declaration of the contract. Its doc comment is its description everywhere. */
export interface Method {
  readonly plane: 'interface' | 'conversation' | 'connection';
  readonly params: z.ZodMiniType;
  readonly result: z.ZodMiniType;
  readonly callers: 'anyone' | readonly CallerKind[];
  /** Absent: the method exists on a WebSocket only. */
  readonly http?: HttpRoute;
  /** What it may answer besides `COMMON_ERRORS`. */
  readonly errors: readonly ErrorCode[];
}

/** Keeps the literal types of a declaration. */
export function defineMethod<const M extends Method>(method: M): M {
  return method;
}
