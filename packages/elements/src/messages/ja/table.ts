import type { MessageTable } from '../message-table.js';
import { ACTIONS } from './actions.js';
import { APPROVAL } from './approval.js';
import { CARDS } from './cards.js';
import { CHAT } from './chat.js';
import { COMPOSER } from './composer.js';
import { CONNECTION } from './connection.js';
import { FRAME } from './frame.js';
import { CONTROLS } from './controls.js';
import { LIST } from './list.js';
import { LOG } from './log.js';
import { MARKDOWN } from './markdown.js';
import { MESSAGE } from './message.js';
import { WORK } from './work.js';

export const JAPANESE_MESSAGES: MessageTable = {
  ...ACTIONS,
  ...APPROVAL,
  ...CARDS,
  ...CHAT,
  ...COMPOSER,
  ...CONNECTION,
  ...FRAME,
  ...CONTROLS,
  ...LIST,
  ...LOG,
  ...MARKDOWN,
  ...MESSAGE,
  ...WORK,
};
