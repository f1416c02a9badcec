import * as z from 'zod/mini';

/** The wire form of an error, the same over HTTP, SSE and WebSocket. Plain data only. */
export const ErrorBody = z.object({
  code: z.string(),
  message: z.string(),
  details: z.optional(z.unknown()),
  retryable: z.boolean(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
