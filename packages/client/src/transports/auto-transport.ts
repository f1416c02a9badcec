import { AgentChatError, type Frame, type MethodParams } from '@agent-chat/protocol';
import { createBetterWay } from './better-way.js';
import { openLine, type Line } from './line.js';
import { type LongPollTransportOptions, longPollTransport } from './long-poll-transport.js';
import { createOpenDrafts } from './open-drafts.js';
import { createRounds, type Rounds } from './rounds.js';
import { sharedByTabs } from './shared-transport.js';
import { sseTransport } from './sse-transport.js';
import type { SubscribeOptions, Transport, TransportFallback } from './transport.js';
import {
  fallbackOf,
  hasStayed,
  holdBack,
  missed,
  newWay,
  nextBetter,
  proved,
  settledOn,
  type Way,
  waysToTry,
} from './way.js';
import { type WebSocketTransportOptions, webSocketTransport } from './web-socket-transport.js';

export interface AutoTransportOptions extends LongPollTransportOptions, WebSocketTransportOptions {
  /** How long a way may be silent before it is known to work. Default 5,000. */
  readonly openingTimeoutMs?: number | undefined;
  /** The pause before a better way is tried again; it doubles up to 16 times. Default 60,000. */
  readonly retryBetterAfterMs?: number | undefined;
  /** With it, the tabs of one person share event streams and polls: see `SharedTransportOptions`. */
  readonly scope?: string | undefined;
}

/**
 * The best way that there is: WebSocket, else server-sent events, else long polling. A way that
 * cannot be opened, or on which nothing arrives, is left for the next one, and tried again later
 * while the other one goes on: the reader changes over without losing or doubling anything.
 */
export function autoTransport(options: AutoTransportOptions): Transport {
  const { openingTimeoutMs = 5_000, retryBetterAfterMs = 60_000 } = options;
  const socket = webSocketTransport(options);
  const http = sharedByTabs(sseTransport, { ...options, openingTimeoutMs });
  const polls = sharedByTabs(longPollTransport, { ...options, openingTimeoutMs: undefined });
  const transports = [socket, http, polls];
  const ways = transports.map((transport) => newWay(transport, retryBetterAfterMs));
  const best = ways[0] as Way;
  // Each subscription has a way of its own; this is where the newest change of any of them led.
  let shown = best;
  let fallback: TransportFallback | null = null;

  const show = (way: Way): void => {
    shown = way;
    const next = fallbackOf(way, ways);
    // Each poll says it again: as long as it is nothing else, it is the same object.
    if (next?.error !== fallback?.error || next?.retryAt !== fallback?.retryAt) fallback = next;
  };
  const settle = (at: Place): void => {
    // Each poll brings everything again, also while a better way is being tried.
    if (at.since === 0) {
      at.since = Date.now();
      settledOn(at.way, ways, at.since, retryBetterAfterMs);
    }
    show(at.way);
  };

  /** The frames of `at.way`, and of a better one as soon as that works: it is the one at the end. */
  async function* follow(
    at: Place,
    rounds: Rounds,
    { signal, onFallback }: SubscribeOptions,
  ): AsyncGenerator<Frame> {
    const open = (each: Way, isOpen: (frame: Frame) => boolean): Promise<Line> =>
      // A poll gets as long as a call: nothing is left to try after it.
      openLine(
        each.transport,
        rounds.params(),
        isOpen,
        each === ways.at(-1) ? 2 ** 31 - 1 : openingTimeoutMs,
        signal,
      );
    shown = at.way;
    let line = await open(at.way, () => true);
    let next: Promise<IteratorResult<Frame, undefined>> | null = null;
    // What works is left for nothing that may still break on the way to where this one is.
    const better = createBetterWay({ open: (each) => open(each, isCaughtUp), pauseMs: retryBetterAfterMs });
    const drafts = createOpenDrafts();
    const pass = function* (frames: readonly Frame[]): Generator<Frame> {
      for (const frame of frames) {
        drafts.take(frame);
        if (isCaughtUp(frame)) {
          settle(at);
          better.lookFor(nextBetter(at.way, ways));
        } else if (at.since > 0 && isNews(frame)) proved(at.way, retryBetterAfterMs);
        yield* rounds.take(frame);
      }
    };
    try {
      yield* pass(line.opening);
      for (;;) {
        next ??= line.next();
        await Promise.race([next, better.news()]);
        const found = better.take();
        if (found === null) {
          // Still no better: when to try again is news, and nothing else may be for long.
          show(at.way);
          onFallback?.();
          better.lookFor(null);
          better.lookFor(nextBetter(at.way, ways));
        } else if (found?.line.opening.some((frame) => drafts.take(frame)) === true) {
          // What is here and not there is over, or began after it was opened: opened again, it says which.
          found.line.close();
          better.lookFor(null);
          better.lookFor(found.way);
        } else if (found !== undefined) {
          next.catch(() => undefined);
          next = null;
          line.close();
          ({ line, way: at.way } = found);
          at.since = 0;
          settle(at);
          yield* pass(line.opening);
        } else {
          const { done, value } = await next;
          next = null;
          if (done === true) return;
          yield* pass([value]);
          if (value.kind === 'bye') return;
        }
      }
    } finally {
      next?.catch(() => undefined);
      better.lookFor(null);
      line.close();
    }
  }

  async function* subscribe(
    params: MethodParams<'subscribe'>,
    options: SubscribeOptions = {},
  ): AsyncGenerator<Frame> {
    const rounds = createRounds(params);
    let failure: AgentChatError | null = null;
    const tried = new Set<Way>();
    const untried = (): Way | undefined => waysToTry(ways, Date.now()).find((each) => !tried.has(each));
    for (let way = untried(); way !== undefined; way = untried()) {
      const at: Place = { way, since: 0 };
      try {
        yield* follow(at, rounds, options);
        return;
      } catch (cause) {
        const error = AgentChatError.from(cause);
        if (hasStayed(at.since, Date.now())) proved(at.way, retryBetterAfterMs);
        if (options.signal?.aborted === true || !missed(at.way, error)) throw error;
        tried.add(at.way);
        failure = error;
        if (rounds.epoch === '') continue;
        // Its reader took it for what it has, and the next way may take long: that begins anew with it.
        if (untried() !== undefined) holdBack(at.way, Date.now(), retryBetterAfterMs);
        throw error;
      }
    }
    throw failure ?? new AgentChatError('ConnectionLost', 'There is no way to the server.');
  }

  return {
    get name() {
      return shown.transport.name;
    },
    get fallback() {
      return fallback;
    },
    call: (method, params, callOptions) =>
      (best.failure === null && best.trust > 0 ? socket : http).call(method, params, callOptions),
    subscribe,
    close() {
      for (const transport of transports) transport.close();
    },
  };
}

/** Where a subscription is, and when that way had brought everything; 0: it has not. */
interface Place {
  way: Way;
  since: number;
}

/** What comes of the conversation itself, rather than of who is there. */
function isNews({ kind }: Frame): boolean {
  return kind === 'event' || kind === 'draft';
}

function isCaughtUp({ kind }: Frame): boolean {
  return kind === 'caught_up';
}
