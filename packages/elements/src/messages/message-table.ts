import { ACTIONS } from './en/actions.js';
import type { APPROVAL } from './en/approval.js';
import type { AUTOPILOT } from './en/autopilot.js';
import { CARDS } from './en/cards.js';
import { CHAT } from './en/chat.js';
import { COMPOSER } from './en/composer.js';
import { CONNECTION } from './en/connection.js';
import { CONTROLS } from './en/controls.js';
import { FRAME } from './en/frame.js';
import { LIST } from './en/list.js';
import { LOG } from './en/log.js';
import { MARKDOWN } from './en/markdown.js';
import { MESSAGE } from './en/message.js';
import { WORK } from './en/work.js';

const ENGLISH = {
  ACTIONS,

  CARDS,
  CHAT,
  COMPOSER,
  CONNECTION,
  CONTROLS,
  FRAME,
  LIST,
  LOG,
  MARKDOWN,
  MESSAGE,
  WORK,
};

/** English words that come with the elements that show them, which few pages load. */
interface LateTopics {
  readonly APPROVAL: typeof APPROVAL;
  readonly AUTOPILOT: typeof AUTOPILOT;
}

/** The words of a language by what they are about; of the other languages as of English. */
export type MessageTopics = typeof ENGLISH & LateTopics;

type Words<Topics> = Readonly<All<Topics[keyof Topics]>>;

type All<Topic> = (Topic extends unknown ? (topic: Topic) => void : never) extends (all: infer Words) => void
  ? Words
  : never;

/** The words that every element has at hand. */
export type MessageTable = Words<typeof ENGLISH>;

/**
 * Every word that the elements show or speak: strings, and functions for those that name or count
 * something. A page passes a part of it as `messages` and keeps the rest in the chat's language.
 */
export type AllMessages = Words<MessageTopics>;

/** The words of all topics in one table. */
export function messageTable<Topics extends object>(topics: Topics): Words<Topics> {
  return Object.assign({}, ...(Object.values(topics) as object[])) as Words<Topics>;
}

/** In English. The other languages have the same keys. */
export const ENGLISH_MESSAGES: MessageTable = messageTable(ENGLISH);
