import type { Conversation } from './conversation.js';

/** A conversation that stays in memory until `release` is called, once. */
export interface Held {
  readonly conversation: Conversation;
  readonly release: () => void;
}
