import * as z from 'zod/mini';

export const AUTOPILOT_LEVELS = [0, 1, 2, 3, 4] as const;

/**
 * How much an agent may do by itself. 0: every call of a tool is asked for. 1: each stage is asked
 * for once. 2: inside caps, exceptions are asked for. 3: it also tunes within the guard policy.
 * 4: alone.
 */
export const AutopilotLevel = z.literal(AUTOPILOT_LEVELS);
export type AutopilotLevel = z.infer<typeof AutopilotLevel>;

export const SCOPE_KINDS = ['run', 'conversation', 'campaign', 'interface', 'tenant'] as const;

/** What a meter is counted over. */
export const MeterScope = z.object({
  kind: z.enum(SCOPE_KINDS),
  id: z.string().check(z.minLength(1), z.maxLength(128)),
});
export type MeterScope = z.infer<typeof MeterScope>;

/** When a meter starts again at 0: never, or with each calendar window in UTC. */
export const METER_WINDOWS = ['total', 'hour', 'day', 'week', 'month'] as const;
export type MeterWindow = (typeof METER_WINDOWS)[number];

/** What is counted: `money` in micro-USD, `tokens`, `messages`, or a meter of the host's own. */
export const Meter = z.string().check(z.minLength(1), z.maxLength(64));

/**
 * A cap on a meter in a scope and a window, or, with `per`, a threshold on a rate. It is identified
 * by meter, scope, window and the meter of `per`: another with the same four replaces it.
 */
export const Budget = z.object({
  meter: Meter,
  scope: MeterScope,
  window: z.enum(METER_WINDOWS),
  /** In the meter's own unit, money in micro-USD; with `per` in parts per million. `null` lifts it. */
  limit: z.nullable(z.int().check(z.nonnegative())),
  /** Makes it a rate: so many of `meter` for those of this meter, once there are `min` of them. */
  per: z.optional(z.object({ meter: Meter, min: z.int().check(z.nonnegative()) })),
});
export type Budget = z.infer<typeof Budget>;

/** Why something happened, for people (`message`) and for programs (`code`). */
export const Reason = z.object({
  code: z.string().check(z.minLength(1), z.maxLength(64)),
  message: z.string(),
});
export type Reason = z.infer<typeof Reason>;
