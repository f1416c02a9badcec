import * as z from 'zod/mini';
import { AutopilotLevel } from '../values/settings.js';
import { MicroUsd, Reference, Remark, Remarks } from './card-fields.js';

/** A forecast number and the band it is expected in. Of a rate they are shares: 0.042 is 4.2 %. */
export const ForecastBand = z.object({ mean: z.number(), low: z.number(), high: z.number() });
export type ForecastBand = z.infer<typeof ForecastBand>;

/** The data of the built-in `simulation` card, version 1: what a run is expected to bring and to cost. */
export const SimulationCardData = z.object({
  forecast: z.object({
    /** Replies for each message that is sent, as a share. */
    replyRate: ForecastBand,
    /** Messages that reach an inbox, as a share. */
    deliverability: ForecastBand,
    /** In micro-USD a day: one number, or a band. */
    dailyCostMicroUsd: z.union([MicroUsd, z.object({ mean: MicroUsd, low: MicroUsd, high: MicroUsd })]),
  }),
  /** What the forecast takes for granted. The builder's default is none. */
  assumptions: Remarks,
  /** The builder's default is none. */
  warnings: Remarks,
  /** Risks, each with what is done about it where there is something. */
  risks: z.optional(
    z.array(z.object({ risk: Remark, mitigation: z.optional(Remark) })).check(z.maxLength(200)),
  ),
  runId: z.optional(Reference),
  /** The level that the agent proposes to run at. */
  autopilot: z.optional(AutopilotLevel),
});
export type SimulationCardData = z.infer<typeof SimulationCardData>;
