import type { ApprovalSubject, Approvers } from '../events/approval.js';
import type { Audience, ConversationEvent } from '../events/event.js';
import type { MessagePayload } from '../events/message.js';
import type { ActionOutcome, Rating } from '../events/system.js';
import type { ErrorBody } from '../values/error-body.js';
import type { Reason } from '../values/settings.js';
import type { PersistentList } from './persistent-list.js';
import type { UnknownFields } from './unknown-fields.js';

interface EntryBase {
  readonly seq: number;
  readonly ts: string;
  readonly turn: number;
  readonly author: string;
  readonly audience: Audience;
  readonly runId?: string;
  /** The seqs of the later events that this entry is made of, ascending. Feedback has its own. */
  readonly changedBy?: PersistentList<number>;
  /** Of the events that this entry is made of, ascending by `seq`, those that have such. Feedback has its own. */
  readonly unknown?: PersistentList<UnknownFields>;
}

/** What one participant thinks of a message. */
export interface Feedback {
  readonly author: string;
  readonly seq: number;
  readonly rating: Rating;
  readonly comment?: string;
  readonly unknown?: UnknownFields;
}

/** Feedback that was taken back, and by which event: an older one that is loaded later is void. */
export interface Withdrawal {
  readonly author: string;
  readonly seq: number;
  readonly unknown?: UnknownFields;
}

export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  readonly finality: ConversationEvent['finality'];
  readonly clientRequestId?: string;
  /** As it stands: patches of its cards are applied. */
  readonly message: MessagePayload;
  /** The newest `rev` of each patched card, by `partId`. */
  readonly cardRevs?: Readonly<Record<string, number>>;
  readonly feedback?: readonly Feedback[];
  readonly withdrawn?: readonly Withdrawal[];
}

export interface ToolEntry extends EntryBase {
  readonly kind: 'tool';
  readonly toolCallId: string;
  readonly name: string;
  readonly args: unknown;
  readonly status: 'called' | 'running' | 'done' | 'failed';
  readonly startedTs?: string;
  readonly endedTs?: string;
  readonly output?: unknown;
  readonly error?: ErrorBody;
}

export interface ApprovalEntry extends EntryBase {
  readonly kind: 'approval';
  readonly approvalId: string;
  readonly subject: ApprovalSubject;
  readonly args: unknown;
  readonly argsHash: string;
  readonly approvers: Approvers;
  readonly expiresAt: string | null;
  readonly reason?: Reason;
  readonly status: 'pending' | 'approved' | 'denied' | 'expired';
  readonly resolvedBy?: string;
  readonly resolvedTs?: string;
  readonly editedArgs?: unknown;
  readonly comment?: string;
}

export interface QueryEntry extends EntryBase {
  readonly kind: 'query';
  readonly queryId: string;
  readonly text: string;
  readonly to?: string;
  readonly answer?: { readonly author: string; readonly text: string; readonly data?: unknown };
}

export interface ActionEntry extends EntryBase {
  readonly kind: 'action';
  readonly messageId: string;
  readonly partId?: string;
  readonly actionId: string;
  readonly payload?: unknown;
  readonly outcome?: ActionOutcome;
  readonly outcomeMessage?: string;
}

/** Any other event that has a place in the timeline, an unknown one included. */
export interface EventEntry extends EntryBase {
  readonly kind: 'event';
  readonly event: ConversationEvent;
}

export type TimelineEntry = MessageEntry | ToolEntry | ApprovalEntry | QueryEntry | ActionEntry | EventEntry;

type Written<E> = E extends unknown
  ? { [K in keyof E]: Exclude<E[K], undefined> extends PersistentList<infer T> ? readonly T[] : E[K] }
  : never;

/** An entry as a snapshot carries it: its lists are arrays. */
export type SnapshotEntry = Written<TimelineEntry>;
