import type * as z from 'zod/mini';
import type { ErrorCode } from '../values/errors.js';
import type { CallerKind } from '../values/participants.js';

export interface HttpRoute {
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{name}` for each param that travels in the path. */
  readonly path: `/api/${string}`;
}

/** One declaration of the contract. */
export interface Method {
  readonly plane: 'interface' | 'conversation' | 'connection';
  readonly params: z.ZodMiniType;
  readonly result: z.ZodMiniType;
  readonly callers: 'anyone' | readonly CallerKind[];
  /** Absent: the method exists on a WebSocket only. */
  readonly http?: HttpRoute;
  /** What it may answer besides `InvalidRequest`, `Unauthorized`, `Forbidden` and `Internal`. */
  readonly errors: readonly ErrorCode[];
}

/** Keeps the literal types of a declaration. */
export function defineMethod<const M extends Method>(method: M): M {
  return method;
}
