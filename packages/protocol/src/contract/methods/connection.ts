import * as z from 'zod/mini';
import { defineMethod } from '../define-method.js';
import { EVERYBODY, Id } from '../shapes.js';

/** What belongs to one WebSocket. */
export const CONNECTION_METHODS = {
  /**
   * Says who calls on this WebSocket: by a token, or, where a cookie came with the upgrade, by the
   * value that the header `x-agent-chat-csrf` has over HTTP. It should be the first message: before it
   * everything that needs a caller is refused, and a socket that has not said it in time is closed.
   */
  authenticate: defineMethod({
    plane: 'connection',
    params: z.object({
      /** Either this, */
      token: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))),
      /** or this. */
      csrfToken: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))),
    }),
    result: z.object({ kind: z.string(), participantId: z.nullable(z.string()) }),
    callers: 'anyone',
    errors: ['Unauthorized'],
  }),
  /** Tells that the server is there, and its time. */
  ping: defineMethod({
    plane: 'connection',
    params: z.object({}),
    result: z.object({ ts: z.string() }),
    callers: 'anyone',
    errors: [],
  }),
  /** Ends a subscription of this WebSocket. */
  unsubscribe: defineMethod({
    plane: 'connection',
    params: z.object({ subscriptionId: Id }),
    result: z.object({}),
    callers: EVERYBODY,
    errors: [],
  }),
} as const;
