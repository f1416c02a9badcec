import {
  AgentChatError,
  type Budget,
  type ControlState,
  type EventDraft,
  isVisible,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { editGuardPolicy } from '../guard/edit-policy.js';
import type { GuardRule } from '../guard/policy-format.js';
import type { SettingValue } from '../guard/setting.js';
import { policyInForce } from './guard-call.js';
import { budgetEvents, levelEvents, modelEvents, policyEvents } from './settings.js';

/** A rate says something only of so many. */
const MIN_SAMPLE = 100;

/** What an approval calls it, and a rule of the guard policy looks at. */
export function settingName({ kind }: SettingValue): 'autopilot' | 'budget' | 'policy' | 'model' {
  switch (kind) {
    case 'autopilot':
    case 'budget':
    case 'model':
      return kind;
    case 'rate_threshold':
      return 'budget';
    case 'score_floor':
    case 'policy_rule':
      return 'policy';
  }
}

/** The text of the guard policy with the rule in it. */
function policyWith(control: ControlState, rule: GuardRule): string {
  const edited = editGuardPolicy(policyInForce(control)?.source ?? '', { type: 'put', rule });
  if (edited.success) return edited.source;
  throw new AgentChatError('InvalidPolicy', 'This is no rule of a guard policy.', {
    details: { faults: edited.faults },
  });
}

function scoreFloor(min: number): GuardRule {
  return {
    id: 'score-floor',
    category: 'evidence',
    when: { cards: ['outbox'] },
    require: [{ path: '/samples/*/score', min }],
    effect: 'block',
    note: `Nobody with a score below ${min} is written to.`,
  };
}

/**
 * The events that apply a setting, none where it holds already. Caps are those of the run `of`, else of
 * the conversation; a level is also that of the run, where it has one of its own.
 *
 * @throws AgentChatError `InvalidPolicy` for a rule that is none, `RateLimited` for too many budgets
 */
export function settingEvents(
  control: ControlState,
  author: string,
  setting: SettingValue,
  of: string | null = control.currentRunId,
): EventDraft[] {
  switch (setting.kind) {
    case 'autopilot':
      return levelEvents(control, author, setting.level, of);
    case 'budget': {
      const { meter, window, limit } = setting;
      return budgetEvents(control, author, { meter, scope: scopeOf(control, of), window, limit });
    }
    case 'rate_threshold': {
      const { meter, per, limit } = setting;
      const rate = { meter, limit, per: { meter: per, min: MIN_SAMPLE } };
      return budgetEvents(control, author, { ...rate, scope: scopeOf(control, of), window: 'total' });
    }
    case 'score_floor':
      return ruleEvents(control, author, scoreFloor(setting.min));
    case 'policy_rule':
      return ruleEvents(control, author, setting.rule);
    case 'model':
      return modelEvents(control, author, setting.model);
  }
}

/** Whether a setting holds for the run that it was asked for in: the others are of the whole conversation. */
export function isOfRun({ kind }: SettingValue): boolean {
  return kind === 'autopilot' || kind === 'budget' || kind === 'rate_threshold';
}

/**
 * The next version of the policy, with the rule in it. Its author reads all of it: where that is not
 * for whoever asked for the rule, it is the system's.
 */
function ruleEvents(control: ControlState, author: string, rule: GuardRule): EventDraft[] {
  const before = policyInForce(control);
  const isKnown = before === null || isVisible(before, { participantId: author, operator: false });
  return policyEvents(control, isKnown ? author : SYSTEM_PARTICIPANT_ID, policyWith(control, rule));
}

function scopeOf({ conversationId }: ControlState, runId: string | null): Budget['scope'] {
  return runId === null ? { kind: 'conversation', id: conversationId } : { kind: 'run', id: runId };
}
