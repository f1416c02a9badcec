import { AgentChatError, type ConversationEvent, type Frame } from '@agent-chat/protocol';
import { type Backoff, type CallOptions, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import type { ClientEnvironment } from '../environment.js';
import { FAILED_AFTER } from '../state/retry.js';
import type { SyncState } from '../state/sync-state.js';
import type { Transport } from '../transports/transport.js';
import { malformed } from '../transports/transport-errors.js';

export interface EventsOptions extends CallOptions {
  /** Begins behind this seq. Default: what comes from now on. */
  readonly afterSeq?: number | undefined;
}

/** The log as it grows, for those who iterate over it. */
export interface EventFeed {
  /** What the subscription has brought, and where that has led. */
  push(frame: Frame, sync: SyncState): void;
  /** No subscription any more: who iterates is done, and so is who begins before the next one. */
  end(error: AgentChatError | null): void;
  /** There is one again. */
  begin(): void;
  /** Begins where the log stands now, whenever it is first read. */
  iterate(options: EventsOptions): AsyncGenerator<ConversationEvent, void, undefined>;
}

/** A stretch of the log: an event, or what is not for this viewer. */
interface Stretch {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly event: ConversationEvent | null;
}

/** A reader that is further behind reads what it missed from the server. */
const MAX_WAITING = 1_000;
const PAGE = 500;

export interface EventFeedOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  readonly environment: Pick<ClientEnvironment, 'after' | 'random'>;
  readonly backoff: Backoff;
  /** Whether the server is there: only then it is asked, and given up when it fails again and again. */
  readonly isLive: () => boolean;
}

export function createEventFeed(options: EventFeedOptions): EventFeed {
  const { transport, conversationId, environment, backoff, isLive } = options;
  const readers = new Set<Reader>();
  let head: number | null = null;
  /** Where the log stood when it was first known. */
  let first: number | null = null;
  let ended: Reader['ended'] = null;
  let epoch: string | null = null;
  /** Another one with each log that comes in the place of the one before. */
  let log = 0;

  interface Reader {
    waiting: Stretch[];
    wake: () => void;
    ended: AgentChatError | 'ended' | null;
  }

  const missing = async (afterSeq: number, signal: AbortSignal | undefined): Promise<Stretch[]> => {
    const params = { conversationId, afterSeq, limit: PAGE };
    const page = await transport.call('getEvents', params, signal && { signal });
    const events = page.events.map((event) => ({ fromSeq: event.seq, toSeq: event.seq, event }));
    const stretches = [...events, ...page.omitted.map((range) => ({ ...range, event: null }))].sort(
      (a, b) => a.fromSeq - b.fromSeq,
    );
    if ((stretches.at(-1)?.toSeq ?? 0) > afterSeq) return stretches;
    throw malformed('The page does not lead on.');
  };

  /** Whether it is of another log; one that is shorter than what was read of it is one, too. */
  const isReplaced = ({ kind, data }: Frame, seq: number | null): boolean => {
    if (head === null) return false;
    // A connection that goes on in the place of another may know of less than that has brought.
    if (kind === 'hello') return seq === null && (data.epoch !== epoch || data.head < head);
    return kind === 'snapshot' && seq !== null && seq < head;
  };

  async function* read(
    start: number | null,
    begun: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ConversationEvent, void, undefined> {
    const reader: Reader = { waiting: [], wake: () => undefined, ended };
    readers.add(reader);
    const wake = (): void => reader.wake();
    signal?.addEventListener('abort', wake);
    let seq = start;
    let failures = 0;
    let isPausing = false;
    let cancel = (): void => undefined;
    try {
      while (signal?.aborted !== true) {
        if (log !== begun) throw replaced();
        // Begun before anything was known of the log, it is where that stands when it is first known.
        seq ??= first;
        while (seq !== null && (reader.waiting[0]?.toSeq ?? seq + 1) <= seq) reader.waiting.shift();
        const [next] = reader.waiting;
        let stretches: readonly Stretch[] = [];
        if (seq !== null && next !== undefined && next.fromSeq <= seq + 1) {
          reader.waiting.shift();
          stretches = [next];
        } else if (!isPausing && isLive() && seq !== null && head !== null && head > seq) {
          stretches = await missing(seq, signal).catch((cause: unknown) => {
            const error = AgentChatError.from(cause);
            failures += 1;
            if (!error.retryable || failures === FAILED_AFTER) throw error;
            isPausing = true;
            const pauseMs = delayMs(backoff, failures, retryAfterMs(error), environment.random());
            cancel = environment.after(pauseMs, () => {
              isPausing = false;
              reader.wake();
            });
            return [];
          });
        }
        for (const { event, toSeq } of log === begun ? stretches : []) {
          if (toSeq <= (seq ?? 0)) continue;
          seq = toSeq;
          if (event !== null) yield event;
        }
        if (stretches.length > 0) {
          failures = 0;
          continue;
        }
        if (reader.ended === 'ended') return;
        if (reader.ended !== null) throw reader.ended;
        await new Promise<void>((resolve) => {
          reader.wake = resolve;
        });
      }
    } catch (cause) {
      if (signal?.aborted !== true) throw cause;
    } finally {
      cancel();
      readers.delete(reader);
      signal?.removeEventListener('abort', wake);
    }
  }

  return {
    push(frame, { cursor }) {
      if (isReplaced(frame, cursor?.seq ?? null)) {
        log += 1;
        head = null;
        first = null;
      }
      if (frame.kind === 'hello') ({ epoch } = frame.data);
      const before = head;
      head = cursor?.seq ?? head;
      first ??= head;
      const stretch = stretchOf(frame);
      for (const reader of readers) {
        if (stretch !== null && stretch.toSeq > (before ?? 0)) reader.waiting.push(stretch);
        // What is forgotten here is read again.
        if (reader.waiting.length > MAX_WAITING) reader.waiting = [];
        reader.wake();
      }
    },
    end(error) {
      ended = error ?? 'ended';
      for (const reader of readers) {
        reader.ended = ended;
        reader.wake();
      }
    },
    begin() {
      ended = null;
    },
    iterate: ({ afterSeq, signal }) => read(afterSeq ?? head, log, signal),
  };
}

function stretchOf(frame: Frame): Stretch | null {
  if (frame.kind === 'event') return { fromSeq: frame.data.seq, toSeq: frame.data.seq, event: frame.data };
  return frame.kind === 'omitted' ? { ...frame.data, event: null } : null;
}

function replaced(): AgentChatError {
  return new AgentChatError('InvalidCursor', 'The log was replaced by another one.');
}
