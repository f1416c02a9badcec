import {
  AgentChatError,
  type Draft,
  FOLD_VERSION,
  type Frame,
  isVisible,
  type MethodParams,
  parseCursor,
  projectControl,
  toSnapshot,
  type Viewer,
} from '@agent-chat/protocol';
import { guidanceOf } from '../../policy/guidance.js';
import { conversationGone } from '../../ports/absent-conversation.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import type { Conversation } from '../conversation/conversation.js';
import { passes } from './event-filter.js';
import { PresenceFrames } from './presence-frames.js';

const PAGE = 200;
const SNAPSHOT_ENTRIES = 200;
/** A snapshot is one frame: a viewer that does not read holds it whole. */
const SNAPSHOT_CHARS = 262_144;
/** When viewers may come back after this node has stopped. */
const RETRY_AFTER_MS = 1_000;

export interface SubscriptionContext {
  readonly epoch: string;
  readonly policy: SchedulingPolicy;
  readonly maxMessageBytes: number;
}

/**
 * What one viewer sees. It holds no queue: it remembers how far it has read the log and each
 * draft, and takes the next piece from the conversation when it is asked for one. Draft text that
 * came in the meantime is one frame, whatever the number of appends.
 */
export async function* subscribeTo(
  conversation: Conversation,
  viewer: Viewer,
  params: MethodParams<'subscribe'>,
  context: SubscriptionContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, undefined> {
  const start = startOf(conversation, params, context.epoch);
  const { conversationId } = conversation;
  const head = conversation.control.seq;
  const snapshot =
    start === 'snapshot' ? toSnapshot(conversation.state, viewer, SNAPSHOT_ENTRIES, SNAPSHOT_CHARS) : null;
  let seq = start === 'snapshot' ? head : start;
  yield {
    kind: 'hello',
    data: {
      conversationId,
      epoch: context.epoch,
      head,
      limits: { maxMessageBytes: context.maxMessageBytes },
    },
  };
  if (snapshot !== null) {
    yield {
      kind: 'snapshot',
      data: { atSeq: head, foldVersion: FOLD_VERSION, state: snapshot },
    };
  }

  const sentDrafts = new Map<string, number>();
  const presence = new PresenceFrames(viewer);
  let caughtUp = false;
  let lastGuidance = '';
  let lastProgress = '';
  let omittedFrom: number | null = null;
  /** Filters have left out what may have changed what is open. */
  let isFiltered = params.filters !== undefined;

  while (!signal?.aborted) {
    if (conversation.gone) {
      const error = conversationGone().toBody();
      yield { kind: 'bye', data: { reason: 'revoked', retryAfterMs: 0, error } };
      return;
    }
    const { version } = conversation;

    while (seq < conversation.control.seq) {
      const page = await conversation.read(seq, PAGE);
      if (page.length === 0) {
        throw new AgentChatError('Unavailable', 'The log cannot be read further.');
      }
      for (const { event, json } of page) {
        if (!isVisible(event, viewer)) {
          omittedFrom ??= event.seq;
        } else if (!passes(event, params.filters)) {
          omittedFrom ??= event.seq;
          isFiltered = true;
        } else {
          if (omittedFrom !== null) yield omitted(omittedFrom, seq);
          omittedFrom = null;
          yield { kind: 'event', data: event, json };
        }
        seq = event.seq;
      }
      if (signal?.aborted) return;
    }

    if (isFiltered) {
      if (omittedFrom !== null) yield omitted(omittedFrom, seq);
      omittedFrom = null;
      isFiltered = false;
      // The newest, which is where this reader stands now.
      if (seq < conversation.control.seq) continue;
      yield { kind: 'control', data: { atSeq: seq, state: projectControl(conversation.control, viewer) } };
    }
    const draft = nextDraft(conversation, viewer, sentDrafts);
    if (draft !== null || !caughtUp) {
      if (omittedFrom !== null) yield omitted(omittedFrom, seq);
      omittedFrom = null;
    }
    if (draft !== null) {
      yield draft;
      continue;
    }
    // Of the log as it was sent: frames were taken since, and it may have gone on.
    if (params.includeGuidance && seq === conversation.control.seq) {
      const guidance = guidanceOf(conversation.control, context.policy);
      const text = JSON.stringify(guidance);
      if (text !== lastGuidance) {
        lastGuidance = text;
        yield { kind: 'guidance', data: guidance };
        continue;
      }
    }
    const { progress } = conversation;
    const progressText = JSON.stringify(progress);
    if (progress !== null && progressText !== lastProgress) {
      lastProgress = progressText;
      yield { kind: 'progress', data: progress };
      continue;
    }
    lastProgress = progressText;
    const present = presence.next(conversation);
    if (present !== null) {
      yield present;
      continue;
    }
    // Something may have come while a frame was being taken.
    if (conversation.version !== version) continue;
    if (!caughtUp) {
      caughtUp = true;
      yield { kind: 'caught_up', data: { seq } };
      continue;
    }
    if (conversation.closing) {
      yield { kind: 'bye', data: { reason: 'shutdown', retryAfterMs: RETRY_AFTER_MS } };
      return;
    }
    await nextChange(conversation, version, signal);
  }
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

function omitted(fromSeq: number, toSeq: number): Frame {
  return { kind: 'omitted', data: { fromSeq, toSeq } };
}

/** The next piece of text that this viewer has not seen, or that one it saw is taken back; also the head of a draft without text. */
function nextDraft(conversation: Conversation, viewer: Viewer, sent: Map<string, number>): Frame | null {
  const open: Draft[] = [...conversation.drafts.open()].filter((draft) => isVisible(draft, viewer));
  const ids = new Set(open.map((draft) => draft.draftId));
  for (const draftId of sent.keys()) {
    if (ids.has(draftId)) continue;
    sent.delete(draftId);
    // What else has ended it the viewer sees in the log.
    if (conversation.drafts.wasDropped(draftId)) return { kind: 'draft_dropped', data: { draftId } };
  }
  for (const draft of open) {
    const offset = sent.get(draft.draftId);
    if (offset !== undefined && offset >= draft.text.length) continue;
    sent.set(draft.draftId, draft.text.length);
    const from = offset ?? 0;
    return { kind: 'draft', data: { ...draft, offset: from, text: draft.text.slice(from) } };
  }
  return null;
}

function nextChange(
  conversation: Conversation,
  version: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (conversation.version !== version || signal?.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      unsubscribe();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const unsubscribe = conversation.onChange(done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
