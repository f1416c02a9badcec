import type { EventItem, ToolItem } from '@agent-chat/client';
import type { MessageLikeItem } from '../message/message-view.js';

export type Side = 'user' | 'agent';

/** One line of the list. Every row has a key of its own. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly ts: string }
  | {
      readonly kind: 'author';
      readonly key: string;
      readonly name: string;
      readonly ts: string;
      readonly side: Side;
    }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly item: MessageLikeItem;
      readonly name: string;
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
  | { readonly kind: 'typing'; readonly key: string; readonly status: string };

/** Words that the rows need. */
export interface RowNames {
  readonly you: string;
  readonly agent: string;
}
