import type { SettingValue } from '@agent-chat/core';

const MICRO_USD = 1_000_000;

/** A setting in a few words of English, as an agent tells of it: `a budget of $100.00 a day`. */
export function settingWords(setting: SettingValue): string {
  switch (setting.kind) {
    case 'autopilot':
      return `autopilot L${setting.level}`;
    case 'budget': {
      const { meter, window, limit } = setting;
      const amount = meter === 'money' ? `$${(limit / MICRO_USD).toFixed(2)}` : `${limit} ${meter}`;
      return `a budget of ${amount} ${window === 'total' ? 'in total' : `a ${window}`}`;
    }
    case 'score_floor':
      return `score floor ${setting.min}`;
    case 'rate_threshold':
      return `a pause above ${setting.limit / 10_000} % ${setting.meter} per ${setting.per}`;
    case 'policy_rule':
      return `the policy rule ${setting.rule.id}`;
    case 'model':
      return `the model ${setting.model}`;
  }
}
