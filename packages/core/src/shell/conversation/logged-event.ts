import {
  AgentChatError,
  type ConversationEvent,
  type EventFrame,
  isVisible,
  parseEvent,
  type Viewer,
} from '@agent-chat/protocol';
import type { StoredEvent } from '../../ports/event-store.js';
import { saysEveryone } from './event-text.js';

/**
 * An event with its stored text, and the frame that every viewer of it gets: one object for all of
 * them. It is parsed when somebody looks into it, which a viewer who gets the text does not.
 */
export class LoggedEvent implements EventFrame {
  readonly kind = 'event';
  readonly seq: number;
  readonly json: string;
  #event: ConversationEvent | null;

  constructor(stored: StoredEvent, event: ConversationEvent | null = null) {
    this.seq = stored.seq;
    this.json = stored.json;
    this.#event = event;
  }

  /** @throws AgentChatError `StoreDamaged` */
  get event(): ConversationEvent {
    this.#event ??= parseText(this);
    return this.#event;
  }

  get data(): ConversationEvent {
    return this.event;
  }

  /**
   * @param head what the texts of the conversation begin with; see `textHead`
   * @throws AgentChatError `StoreDamaged`
   */
  isVisibleTo(viewer: Viewer, head: string): boolean {
    if (this.#event === null && (viewer.operator || saysEveryone(this, head))) return true;
    return isVisible(this.event, viewer);
  }
}

function parseText({ seq, json }: StoredEvent): ConversationEvent {
  try {
    return JSON.parse(json) as ConversationEvent;
  } catch (cause) {
    throw new AgentChatError('StoreDamaged', `The stored event ${seq} is not JSON.`, { cause });
  }
}

/**
 * The event that is about to be logged, as every reader will read it.
 * @throws AgentChatError `InvalidMessage` for what a reader would refuse
 */
export function loggable(json: string): ConversationEvent {
  try {
    return parseEvent(JSON.parse(json));
  } catch (error) {
    const { message, details } = AgentChatError.from(error);
    throw new AgentChatError('InvalidMessage', `It cannot be logged. ${message}`, { details, cause: error });
  }
}
