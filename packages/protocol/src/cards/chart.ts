import * as z from 'zod/mini';
import { Remark } from './card-fields.js';

const AxisLabel = z.optional(z.string().check(z.maxLength(256)));

/** A line, a set of bars or the slices of a pie. */
export const ChartSeries = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  /** One for each of `x.values`, in their order. `null`: nothing is known there, which is not 0. */
  values: z.array(z.nullable(z.number())).check(z.maxLength(5_000)),
});
export type ChartSeries = z.infer<typeof ChartSeries>;

/** The data of the built-in `chart` card, version 1: numbers over categories, times or numbers. */
export const ChartCardData = z.object({
  /** A `pie` has one series, without numbers below 0. */
  kind: z.enum(['bar', 'line', 'area', 'scatter', 'pie']),
  title: z.optional(z.string().check(z.maxLength(1_000))),
  /** What the chart shows, in words: also for whoever cannot see it. */
  description: z.optional(Remark),
  x: z.object({
    label: AxisLabel,
    /** `time`: the values are ISO-8601 instants or days. `number`: they are numbers. The builder's default is `category`. */
    kind: z.enum(['category', 'time', 'number']),
    values: z.array(z.union([z.string().check(z.maxLength(256)), z.number()])).check(z.maxLength(5_000)),
  }),
  y: z.optional(
    z.object({
      label: AxisLabel,
      /** `share`: 0.042 is 4.2 %. `micro_usd`: 1,000,000 are one dollar. Default: `number`. */
      format: z.optional(z.enum(['number', 'share', 'micro_usd'])),
      /** Where the axis begins and ends. Default: as the numbers need. */
      min: z.optional(z.number()),
      max: z.optional(z.number()),
    }),
  ),
  series: z.array(ChartSeries).check(z.minLength(1), z.maxLength(24)),
  /** Whether `bar` and `area` stand on each other. Default: false. */
  stacked: z.optional(z.boolean()),
});
export type ChartCardData = z.infer<typeof ChartCardData>;
