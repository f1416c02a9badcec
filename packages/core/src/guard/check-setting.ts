import { AgentChatError, AutopilotLevel, check } from '@agent-chat/protocol';
import * as z from 'zod/mini';
import type { SettingValue } from './setting.js';
import { SETTING_WINDOWS } from './setting.js';

const Meter = z.string().check(z.minLength(1), z.maxLength(64));
const Whole = z.int().check(z.nonnegative());

/** A rule is checked as part of the policy that it is put into. */
const SCHEMA = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('autopilot'), level: AutopilotLevel }),
  z.object({
    kind: z.literal('budget'),
    meter: Meter,
    window: z.enum(SETTING_WINDOWS),
    limit: z.int().check(z.positive()),
  }),
  z.object({ kind: z.literal('score_floor'), min: z.number() }),
  z.object({ kind: z.literal('rate_threshold'), meter: Meter, per: Meter, limit: Whole }),
  z.object({ kind: z.literal('policy_rule'), rule: z.looseObject({ id: z.string() }) }),
  z.object({ kind: z.literal('model'), model: z.string().check(z.minLength(1), z.maxLength(128)) }),
]);

/**
 * A setting of somebody else's making, checked.
 * @throws AgentChatError `InvalidRequest`
 */
export function checkSetting(value: unknown): SettingValue {
  const checked = check(SCHEMA, value);
  if (checked.success) return checked.data as SettingValue;
  throw new AgentChatError('InvalidRequest', 'This is no setting.', { details: { path: 'setting' } });
}
