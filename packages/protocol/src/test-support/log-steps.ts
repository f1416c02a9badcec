import { MESSAGE_STEPS } from './log-message-steps.js';
import { SETTING_STEPS } from './log-setting-steps.js';
import { TURN_STEPS } from './log-turn-steps.js';

/** What may happen in a conversation, by name. Each does nothing where it is not allowed. */
export const STEPS = { ...TURN_STEPS, ...MESSAGE_STEPS, ...SETTING_STEPS };
