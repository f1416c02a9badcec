import { type AutopilotLevel, canonicalJson } from '@agent-chat/protocol';
import type { GuardRule } from './policy-format.js';

/** What a person may set in so many words. */
export type SettingValue =
  | { readonly kind: 'autopilot'; readonly level: AutopilotLevel }
  | {
      readonly kind: 'budget';
      /** `money` in micro-USD, or a count: `sends`, `tokens`, `messages`. */
      readonly meter: string;
      readonly window: SettingWindow;
      /** A whole number above 0, in the meter's unit. */
      readonly limit: number;
    }
  /** Nobody with a lower score is written to. */
  | { readonly kind: 'score_floor'; readonly min: number }
  | {
      /** At a higher share everything pauses, for example of `bounces` per `sends`. */
      readonly kind: 'rate_threshold';
      readonly meter: string;
      readonly per: string;
      /** Parts per million: 30,000 is 3 %. */
      readonly limit: number;
    }
  /** A rule for the guard policy, to be put by `editGuardPolicy`. */
  | { readonly kind: 'policy_rule'; readonly rule: GuardRule }
  | { readonly kind: 'model'; readonly model: string };

/** When a budget starts again at 0, in UTC. */
export const SETTING_WINDOWS = ['total', 'hour', 'day', 'week', 'month'] as const;
export type SettingWindow = (typeof SETTING_WINDOWS)[number];

/** Where in the message a setting was found, in UTF-16 units. */
export interface SettingSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Setting = SettingValue & { readonly span: SettingSpan };

/**
 * Whether two settings set the same to the same; where they were found does not matter, nor the case
 * of a model's name. Whoever compares what an agent proposes with what a person wrote uses this.
 */
export function settingsEqual(a: SettingValue, b: SettingValue): boolean {
  return textOfValue(a) === textOfValue(b);
}

/** What a setting is about: two that have the same subject contradict or repeat each other. */
export function subjectOf(setting: SettingValue): string {
  switch (setting.kind) {
    case 'budget':
      return `budget ${setting.meter} ${setting.window}`;
    case 'rate_threshold':
      return `rate ${setting.meter} ${setting.per}`;
    case 'policy_rule':
      return `rule ${setting.rule.id}`;
    default:
      return setting.kind;
  }
}

function textOfValue(setting: SettingValue): string {
  // Members that a caller's object has besides, as the span here, are no part of the value.
  switch (setting.kind) {
    case 'autopilot':
      return canonicalJson([setting.kind, setting.level]);
    case 'budget':
      return canonicalJson([setting.kind, setting.meter, setting.window, setting.limit]);
    case 'score_floor':
      return canonicalJson([setting.kind, setting.min]);
    case 'rate_threshold':
      return canonicalJson([setting.kind, setting.meter, setting.per, setting.limit]);
    case 'policy_rule':
      return canonicalJson([setting.kind, setting.rule]);
    case 'model':
      return canonicalJson([setting.kind, setting.model.toLowerCase()]);
  }
}
