import type { EventItem, History, ToolItem } from '@agent-chat/client';
import type { MessageLikeItem } from '../message/message-view.js';

export type Side = 'user' | 'agent';

/** One line of the list. Every row has a key of its own. */
export type Row =
  /** What is before the oldest message that is loaded. */
  | { readonly kind: 'history'; readonly key: 'history'; readonly status: History['status'] }
  | { readonly kind: 'day'; readonly key: string; readonly ts: string }
  /** What follows came while the reader was away. */
  | { readonly kind: 'unread'; readonly key: 'unread' }
  | {
      readonly kind: 'author';
      readonly key: string;
      readonly participantId: string;
      readonly name: string;
      readonly ts: string;
      readonly side: Side;
      /** Its colour, in degrees; `null` where nobody else on its side can be mistaken for it. */
      readonly hue: number | null;
    }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly item: MessageLikeItem;
      readonly name: string;
      /** Whether it follows at once on another message of the same person. */
      readonly isGrouped: boolean;
      /** Which of the waiting messages it is, from 1; 0 when it does not wait. */
      readonly position: number;
    }
  | {
      readonly kind: 'tool';
      readonly key: string;
      readonly item: ToolItem;
      readonly isAbandoned: boolean;
      /** Times that it was started, while its turn is open; else 0. */
      readonly attempts: number;
      /** A person has to say yes first. */
      readonly isAsked: boolean;
    }
  /** All steps of a turn, where the first of them stands. */
  | {
      readonly kind: 'steps';
      readonly key: string;
      readonly steps: readonly EventItem[];
      readonly isRunning: boolean;
    }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly item: EventItem;
      /** Of its author. */
      readonly name: string;
      /** Of whom it is about; empty where that is nobody else. */
      readonly otherName: string;
    }
  /** An agent is at it, and nothing of it can be seen yet; `name` is empty where there is one agent only. */
  | { readonly kind: 'typing'; readonly key: string; readonly name: string; readonly status: string }
  /** Others write a message. */
  | { readonly kind: 'writing'; readonly key: 'writing'; readonly names: readonly string[] };

/** Words that the rows need. */
export interface RowNames {
  readonly you: string;
  readonly agent: string;
}

/** Whether two rows show the same. */
export function isSameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  const fields = Object.keys(b) as (keyof Row)[];
  return fields.every((field) => a[field] === b[field] || isSameList(a[field], b[field]));
}

function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
