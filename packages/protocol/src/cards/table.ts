import * as z from 'zod/mini';

/** The data of the built-in `table` card, version 1. */
export const TableCardData = z.object({
  caption: z.optional(z.string()),
  columns: z
    .array(
      z.object({
        key: z.string().check(z.minLength(1)),
        label: z.string(),
        align: z.optional(z.enum(['start', 'end'])),
      }),
    )
    .check(z.minLength(1), z.maxLength(32)),
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .check(z.maxLength(10_000)),
});
export type TableCardData = z.infer<typeof TableCardData>;
