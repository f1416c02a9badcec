import { ACTIONS } from './en/actions.js';
import { APPROVAL } from './en/approval.js';
import { CARDS } from './en/cards.js';
import { CHAT } from './en/chat.js';
import { COMPOSER } from './en/composer.js';
import { CONNECTION } from './en/connection.js';
import { FRAME } from './en/frame.js';
import { CONTROLS } from './en/controls.js';
import { LIST } from './en/list.js';
import { LOG } from './en/log.js';
import { MARKDOWN } from './en/markdown.js';
import { MESSAGE } from './en/message.js';
import { WORK } from './en/work.js';

/** Every word that the elements show or speak, in English. The other languages have the same keys. */
export const ENGLISH_MESSAGES = {
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

/**
 * Every word that the elements show or speak: strings, and functions for those that name or count
 * something. A page passes a part of it as `messages` and keeps the rest in the chat's language.
 */
export type MessageTable = Readonly<typeof ENGLISH_MESSAGES>;
