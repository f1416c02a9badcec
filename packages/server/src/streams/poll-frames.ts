import type { Clock } from '@agent-chat/core';
import { AgentChatError, type Frame, type StreamMethod } from '@agent-chat/protocol';

/** No answer is held for longer: what stands between may cut a silent request after a minute. */
export const MAX_WAIT_MS = 55_000;
/** What is logged together comes in one answer. */
const TOGETHER_MS = 10;
/** Drafts, and news of who is there, end a poll after so long: they are late by no more, for one request a second. */
const LIVE_AFTER_MS = 1_000;

/**
 * The value of the query param `wait`: how long a poll may be held. `null`: this is no poll.
 * @throws AgentChatError `InvalidRequest`
 */
export function waitOf(method: StreamMethod, text: string | null): number | null {
  if (text === null) return null;
  if (method === 'subscribeAll') {
    // It would never end: who reads all conversations is never caught up.
    throw new AgentChatError('InvalidRequest', 'There is no long poll of all conversations.', {
      details: { path: 'wait' },
    });
  }
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), MAX_WAIT_MS);
  throw new AgentChatError('InvalidRequest', '"wait" is a number of milliseconds.', {
    details: { path: 'wait' },
  });
}

/**
 * The frames of one poll, from the second on: the first is `hello`. Each is passed on at once; only
 * `caught_up`, which ends the poll, is held back until something was logged after the cursor, or the
 * time is up. Open drafts and whoever is writing end it after a second, as does who comes or goes.
 */
export async function* pollFrames(
  frames: AsyncIterator<Frame>,
  waitMs: number,
  clock: Clock,
): AsyncGenerator<Frame, void, undefined> {
  const startedAt = clock.now();
  let endsAt = startedAt + waitMs;
  let isNew = false;
  let togetherUntil = 0;
  /** Where the log stands for this reader; `null` while the backlog arrives. */
  let seq: number | null = null;
  let next: Promise<IteratorResult<Frame>> | null = null;
  try {
    while (seq === null || !isNew || clock.now() < togetherUntil) {
      next ??= frames.next();
      const result: IteratorResult<Frame> | null =
        seq === null ? await next : await within(next, (isNew ? togetherUntil : endsAt) - clock.now(), clock);
      if (result === null) break;
      next = null;
      if (result.done === true) return;
      const frame: Frame = result.value;
      if (frame.kind === 'caught_up') {
        seq = frame.data.seq;
        continue;
      }
      yield frame;
      if (frame.kind === 'bye') return;
      if (isLive(frame, seq !== null)) endsAt = Math.min(endsAt, startedAt + LIVE_AFTER_MS);
      const logged = loggedSeq(frame);
      if (logged === null) continue;
      if (seq !== null) {
        seq = logged;
        if (!isNew) togetherUntil = clock.now() + TOGETHER_MS;
      }
      isNew = true;
    }
    yield { kind: 'caught_up', data: { seq: seq ?? 0 } };
  } finally {
    // The poll is answered: how what it read from ends concerns nobody any more.
    next?.catch(() => undefined);
    void frames.return?.().catch(() => undefined);
  }
}

/** Whether it is of what happens at present: who is there counts where it has changed, or soon will. */
function isLive({ kind }: Frame, isCaughtUp: boolean): boolean {
  return kind === 'draft' || kind === 'typing' || (kind === 'presence' && isCaughtUp);
}

/** Up to where the log is known by the frame; `null`: it says nothing of the log. */
function loggedSeq(frame: Frame): number | null {
  switch (frame.kind) {
    case 'event':
      return frame.data.seq;
    case 'omitted':
      return frame.data.toSeq;
    case 'snapshot':
      return frame.data.atSeq;
    default:
      return null;
  }
}

/** What `promise` gives, or `null` when that takes longer. */
function within<T>(promise: Promise<T>, delayMs: number, clock: Clock): Promise<T | null> {
  if (delayMs <= 0) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const cancel = clock.after(delayMs, () => resolve(null));
    promise.then(resolve, reject).finally(cancel);
  });
}
