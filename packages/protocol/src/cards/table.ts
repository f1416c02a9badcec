import * as z from 'zod/mini';
import type { Card } from './card.js';

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

/**
 * A valid `table` card of `data`.
 * @throws ZodError with the path of the fault when `data` is not a table.
 */
export function tableCard(data: TableCardData, fallbackText?: string): Card {
  return {
    type: 'table',
    version: 1,
    data: TableCardData.parse(data),
    fallbackText: fallbackText ?? tableText(data),
  };
}

function tableText(data: TableCardData): string {
  const lines = data.rows.map((row) =>
    data.columns.map((column) => String(row[column.key] ?? '')).join(' | '),
  );
  const heading = data.columns.map((column) => column.label).join(' | ');
  return [...(data.caption === undefined ? [] : [data.caption]), heading, ...lines].join('\n');
}
