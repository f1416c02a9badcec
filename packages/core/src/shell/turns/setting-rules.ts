import type { Caller, ControlState } from '@agent-chat/protocol';
import type { ParseSettingsOptions } from '../../guard/parse-setting.js';
import type { SettingValue } from '../../guard/setting.js';
import { isUser } from '../../policy/participant-kind.js';
import type { ConversationPlace } from '../../ports/conversation-place.js';

/** Who may set what, as the host has configured it. */
export interface SettingRules {
  /** The models that a caller may choose; `any` for all. */
  readonly modelsFor: (caller: Caller) => readonly string[] | 'any';
  /** Whether what this participant writes in the chat may set this without a click. */
  readonly maySet: (
    control: ControlState,
    participantId: string,
    setting: SettingValue,
    place: ConversationPlace,
  ) => boolean;
  /** How settings are said in the chat. */
  readonly parse: ParseSettingsOptions;
}

export function createSettingRules({
  modelsFor = (caller) => (caller.kind === 'member' || caller.kind === 'operator' ? 'any' : []),
  maySet = (control, participantId) => control.interfaceId === null && isUser(control, participantId),
  parse = {},
}: {
  readonly [Rule in keyof SettingRules]: SettingRules[Rule] | undefined;
}): SettingRules {
  return { modelsFor, maySet, parse };
}
