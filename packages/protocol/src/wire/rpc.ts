import * as z from 'zod/mini';

/** JSON-RPC 2.0 as it travels over `/api/ws`. Ids are the caller's; notifications have none. */
export const RpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().check(z.maxLength(128)), z.number()]),
  method: z.string().check(z.maxLength(128)),
  params: z.optional(z.unknown()),
});
export type RpcRequest = z.infer<typeof RpcRequest>;

/** A frame of a subscription: `method` is the frame's kind. */
export const RpcNotification = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.string(),
  params: z.object({
    subscriptionId: z.string(),
    frame: z.unknown(),
    /** Of `subscribeAll`: where a reader stands that has seen the event. */
    position: z.optional(z.string()),
  }),
});
export type RpcNotification = z.infer<typeof RpcNotification>;

const RpcError = z.object({
  code: z.number(),
  message: z.string(),
  data: z.optional(
    z.object({
      code: z.string(),
      details: z.optional(z.unknown()),
      retryable: z.boolean(),
    }),
  ),
});

export const RpcResponse = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.nullable(z.union([z.string(), z.number()])),
  result: z.optional(z.unknown()),
  error: z.optional(RpcError),
});
export type RpcResponse = z.infer<typeof RpcResponse>;
