import * as z from 'zod/mini';
import type { ConversationEvent } from '../events/event.js';
import { ErrorBody } from '../values/error-body.js';
import { DraftAppend } from './draft.js';
import { Presence, Typing } from './presence.js';

const Seq = z.int().check(z.nonnegative());

/** The first frame of every subscription. */
export const Hello = z.object({
  conversationId: z.string(),
  epoch: z.string(),
  /** The seq of the newest event of the log when the subscription began. */
  head: Seq,
  limits: z.object({ maxMessageBytes: z.int() }),
});
export type Hello = z.infer<typeof Hello>;

/** The folded conversation at a seq, in place of the events up to there. */
export const SnapshotFrame = z.object({
  atSeq: Seq,
  foldVersion: z.int(),
  /** A `ConversationSnapshot`; only a client of the same `foldVersion` may read it. */
  state: z.unknown(),
});
export type SnapshotFrame = z.infer<typeof SnapshotFrame>;

/** Stands for events that this viewer may not see or filtered out. Both ends are inclusive. */
export const Omitted = z.object({ fromSeq: Seq, toSeq: Seq });
export type Omitted = z.infer<typeof Omitted>;

/** What is open, for a reader whose filters left out what changed it. */
export const Control = z.object({
  atSeq: Seq,
  /** A `ControlState`. */
  state: z.unknown(),
});
export type Control = z.infer<typeof Control>;

/** The backlog and the open drafts have been sent; what follows is live. */
export const CaughtUp = z.object({ seq: Seq });
export type CaughtUp = z.infer<typeof CaughtUp>;

/**
 * Of `subscribeAll` alone: everything up to here was sent, or is not for this reader. It is the first
 * frame, and comes again when a stretch was left out.
 */
export const Position = z.object({ position: z.string() });
export type Position = z.infer<typeof Position>;

export const DraftDropped = z.object({ draftId: z.string() });
export type DraftDropped = z.infer<typeof DraftDropped>;

/** Who should act next. Transient: a pure function of log and policy, recomputed, never stored. */
export const Guidance = z.object({
  /** `null`: nobody is due. */
  nextParticipantId: z.nullable(z.string()),
  kind: z.enum(['start_turn', 'continue_turn', 'wait', 'ended']),
  /** The turn to start or to continue; the open or the last one when nobody is due. */
  turn: z.int(),
  /** All who may start it, where the first to do so wins; `nextParticipantId` is one of them. */
  candidates: z.optional(z.array(z.string())),
  /** Why nobody is due although the conversation goes on. */
  waitingFor: z.optional(z.enum(['person', 'approval', 'answer', 'resume'])),
});
export type Guidance = z.infer<typeof Guidance>;

/** A status word while no text streams. It ends with the next message. */
export const Progress = z.object({ turn: z.int(), author: z.string(), status: z.string() });
export type Progress = z.infer<typeof Progress>;

/**
 * The server ends the subscription. The viewer may come back after `retryAfterMs`, except where `error`
 * is not retryable: its session has `expired` or was ended (`revoked`), the conversation was deleted
 * (`gone`), or the viewer may not read it any more (`removed`).
 */
export const Bye = z.object({
  reason: z.enum(['shutdown', 'slow', 'revoked', 'expired', 'gone', 'removed', 'error']),
  retryAfterMs: z.int().check(z.nonnegative()),
  error: z.optional(ErrorBody),
});
export type Bye = z.infer<typeof Bye>;

/** The data of each control frame, by its kind. */
export const CONTROL_FRAMES = {
  hello: Hello,
  snapshot: SnapshotFrame,
  omitted: Omitted,
  control: Control,
  caught_up: CaughtUp,
  position: Position,
  draft: DraftAppend,
  draft_dropped: DraftDropped,
  guidance: Guidance,
  presence: Presence,
  typing: Typing,
  progress: Progress,
  bye: Bye,
} as const;
type ControlFrames = typeof CONTROL_FRAMES;
export type ControlFrameKind = keyof ControlFrames;

export type EventFrame = {
  readonly kind: 'event';
  readonly data: ConversationEvent;
  /** The stored text of `data`, where the frame comes from the log: sent as it is. */
  readonly json?: string;
  /** That of `data`, which need not be parsed for it. */
  readonly seq?: number;
  /** Of `subscribeAll` alone: where a reader stands that has seen it. */
  readonly position?: string;
};
export type ControlFrame = {
  [K in ControlFrameKind]: { readonly kind: K; readonly data: z.infer<ControlFrames[K]> };
}[ControlFrameKind];

/**
 * What a subscription yields: logged events, and control frames, which have no seq.
 * On SSE `kind` is the event name and `data` the data; on WebSocket they are the notification's
 * method and its `frame`.
 */
export type Frame = EventFrame | ControlFrame;
export type FrameKind = Frame['kind'];
