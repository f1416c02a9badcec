import {
  type AgentChatError,
  type Bye,
  type ControlState,
  FOLD_VERSION,
  type Frame,
  type MethodParams,
  parseCursor,
  projectControl,
  toSnapshot,
  type Viewer,
} from '@agent-chat/protocol';
import { conversationGone, unknownConversation } from '../../ports/absent-conversation.js';
import type { Conversation } from '../conversation/conversation.js';
import { DraftFrames } from './draft-frames.js';
import { passes } from './event-filter.js';
import type { FrameReader } from './frame-reader.js';
import { LogReader } from './log-reader.js';
import { PresenceFrames } from './presence-frames.js';
import type { SharedFrames, Told } from './shared-frames.js';

const SNAPSHOT_ENTRIES = 200;
/** A snapshot is one frame: a viewer that does not read holds it whole. */
const SNAPSHOT_CHARS = 262_144;
/** When viewers may come back after this node has stopped. */
const RETRY_AFTER_MS = 1_000;

export interface SubscriptionContext {
  readonly epoch: string;
  readonly frames: SharedFrames;
  readonly maxMessageBytes: number;
  /** Whether the viewer may still read it, by its roster. */
  readonly mayRead: (control: ControlState) => boolean;
}

/**
 * What one viewer sees. It holds no queue: it remembers how far it has read the log and each
 * draft, and takes the next piece from the conversation when it is asked for one. Draft text that
 * came in the meantime is one frame, whatever the number of appends.
 */
export class Subscription implements FrameReader {
  // What a viewer needs who keeps up, one beside the other: a thousand of these are in no cache.
  #isOver = false;
  readonly #conversation: Conversation;
  /** The roster by which the viewer may read. */
  #roster: ControlState['participants'] | null = null;
  /** What it begins with; `null` once that is taken. */
  #opening: Frame[] | null;
  #seq: number;
  readonly #viewer: Viewer;
  readonly #filters: MethodParams<'subscribe'>['filters'];
  #omittedFrom: number | null = null;
  /** What is live when there was nothing in it that the viewer did not know: see `LiveState.seenBy`. */
  #quietAt: object | null = null;
  /** Filters have left out what may have changed what is open. */
  #isFiltered: boolean;
  readonly #wantsGuidance: boolean;
  #isCaughtUp = false;
  readonly #context: SubscriptionContext;
  readonly #log: LogReader;
  readonly #drafts: DraftFrames;
  readonly #presence: PresenceFrames;
  #guidance = '';
  #progress = '';

  /**
   * @param onNews called when `take` may have a frame that it had not
   * @throws AgentChatError `InvalidCursor`
   */
  constructor(
    conversation: Conversation,
    viewer: Viewer,
    params: MethodParams<'subscribe'>,
    context: SubscriptionContext,
    onNews: () => void,
  ) {
    this.#conversation = conversation;
    this.#viewer = viewer;
    this.#filters = params.filters;
    this.#wantsGuidance = params.includeGuidance === true;
    this.#context = context;
    this.#log = new LogReader(conversation, onNews);
    this.#drafts = new DraftFrames(viewer);
    this.#presence = new PresenceFrames(viewer);
    this.#isFiltered = params.filters !== undefined;
    const { epoch, maxMessageBytes } = context;
    const { conversationId } = conversation;
    const head = conversation.control.seq;
    const start = startOf(conversation, params, epoch);
    this.#seq = start === 'snapshot' ? head : start;
    this.#opening = [{ kind: 'hello', data: { conversationId, epoch, head, limits: { maxMessageBytes } } }];
    if (start === 'snapshot') {
      const state = toSnapshot(conversation.state, viewer, SNAPSHOT_ENTRIES, SNAPSHOT_CHARS);
      this.#opening.push({ kind: 'snapshot', data: { atSeq: head, foldVersion: FOLD_VERSION, state } });
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws AgentChatError what the log cannot be read with */
  take(): Frame | null {
    if (this.#isOver) return null;
    const refusal = this.#refusal();
    if (refusal !== null) return this.#last(refusal);
    if (this.#opening !== null) return this.#open(this.#opening);
    const conversation = this.#conversation;
    const { control } = conversation;
    while (this.#seq < control.seq) {
      // A viewer who keeps up touches nothing of its own but this: a thousand of them are not in any cache.
      const logged = conversation.recent(this.#seq + 1) ?? this.#log.after(this.#seq);
      if (logged === null) return null;
      if (!logged.isVisibleTo(this.#viewer, conversation.textHead)) {
        this.#omittedFrom ??= logged.seq;
      } else if (this.#filters !== undefined && !passes(logged.event, this.#filters)) {
        this.#omittedFrom ??= logged.seq;
        this.#isFiltered = true;
      } else {
        // The event comes when it is asked for the next frame.
        if (this.#omittedFrom !== null) return this.#omitted(this.#omittedFrom);
        this.#seq = logged.seq;
        return logged;
      }
      this.#seq = logged.seq;
    }
    return this.#takeLive(control);
  }

  #open(opening: Frame[]): Frame | null {
    const frame = opening.shift() ?? null;
    if (opening.length === 0) this.#opening = null;
    return frame;
  }

  /** The log has been read to its end. */
  #takeLive(control: ControlState): Frame | null {
    const conversation = this.#conversation;
    const seen = conversation.live.seenBy(control.participants);
    if (this.#quietAt === seen && !this.#isFiltered && !this.#wantsGuidance) return null;
    const draft = this.#isFiltered ? null : this.#drafts.next(conversation);
    const isSeen = this.#isFiltered || draft !== null || !this.#isCaughtUp;
    if (isSeen && this.#omittedFrom !== null) return this.#omitted(this.#omittedFrom);
    if (this.#isFiltered) {
      this.#isFiltered = false;
      return { kind: 'control', data: { atSeq: this.#seq, state: projectControl(control, this.#viewer) } };
    }
    if (draft !== null) {
      this.#drafts.sent(draft);
      return draft;
    }
    const word = this.#newGuidance(control) ?? this.#newProgress() ?? this.#presence.next(conversation);
    if (word !== null) return word;
    if (!this.#isCaughtUp) {
      this.#isCaughtUp = true;
      return { kind: 'caught_up', data: { seq: this.#seq } };
    }
    if (conversation.live.closing) return this.#last({ reason: 'shutdown', retryAfterMs: RETRY_AFTER_MS });
    this.#quietAt = seen;
    return null;
  }

  #newGuidance(control: ControlState): Frame | null {
    if (!this.#wantsGuidance) return null;
    const { text, frame } = this.#context.frames.guidance(control);
    if (text === this.#guidance) return null;
    this.#guidance = text;
    return frame;
  }

  #newProgress(): Frame | null {
    const { progress } = this.#conversation.live;
    const told: Told | null = progress === null ? null : this.#context.frames.progress(progress);
    if (told?.text === this.#progress) return null;
    this.#progress = told?.text ?? '';
    return told?.frame ?? null;
  }

  #omitted(fromSeq: number): Frame {
    this.#omittedFrom = null;
    return { kind: 'omitted', data: { fromSeq, toSeq: this.#seq } };
  }

  /** Whoever has left the roster meanwhile reads nothing more, not even what it was behind with. */
  #refusal(): Bye | null {
    if (this.#conversation.gone) return byeWith('gone', conversationGone());
    const { control } = this.#conversation;
    if (control.participants === this.#roster) return null;
    if (!this.#context.mayRead(control)) return byeWith('removed', unknownConversation());
    this.#roster = control.participants;
    return null;
  }

  #last(data: Bye): Frame {
    this.#isOver = true;
    return { kind: 'bye', data };
  }
}

function byeWith(reason: 'gone' | 'removed', error: AgentChatError): Bye {
  return { reason, retryAfterMs: 0, error: error.toBody() };
}

/** The seq to read after, or that a snapshot is due. Never a silent skip. */
function startOf(
  conversation: Conversation,
  params: MethodParams<'subscribe'>,
  epoch: string,
): number | 'snapshot' {
  const readable = params.foldVersion === undefined || params.foldVersion === FOLD_VERSION;
  const anew = readable ? 'snapshot' : 0;
  if (params.cursor === undefined) return anew;
  const cursor = parseCursor(params.cursor, epoch);
  return cursor.epoch !== epoch || cursor.seq > conversation.control.seq ? anew : cursor.seq;
}
