import { APPROVAL } from './en/approval.js';
import { AUTOPILOT } from './en/autopilot.js';
import { type AllMessages, ENGLISH_MESSAGES } from './message-table.js';

/** Every word in English, also those that come with the elements that show them. */
export const ALL_ENGLISH_MESSAGES: AllMessages = { ...ENGLISH_MESSAGES, ...APPROVAL, ...AUTOPILOT };
