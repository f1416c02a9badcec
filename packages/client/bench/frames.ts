// What a client costs, as ratios of one run: frames a second, checked and folded, against JSON.parse
// of the same frames alone; and one more piece of an answer in conversations of 10 to 10,000 messages.
//
// node --conditions=@agent-chat/source --import ./packages/store-test-support/src/source-hooks.ts packages/client/bench/frames.ts
import { type Frame, parseFrame } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';
import { applyFrame } from '../src/state/apply-frame.js';
import type { ChatState } from '../src/state/chat-state.js';
import { initialSync, type SyncState } from '../src/state/sync-state.js';
import { createViewReader } from '../src/state/view.js';
import {
  answered,
  CONVERSATION_ID,
  created,
  draft,
  eventAt,
  said,
  text,
} from '../src/test-support/events.js';
import { chained, hello } from '../src/test-support/frames.js';
import { sseTransport } from '../src/transports/sse-transport.js';

/** One answer in 5,000 pieces, and a backlog of 5,000 messages: what the two hot paths are made of. */
const COUNT = 5_000;
const ROUNDS = 25;

/** Of a live answer: past every turn of the log. */
const LIVE_TURN = 100_000;

function piecesOf(messageId: string, count: number): Frame[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'draft',
    data: draft(LIVE_TURN, messageId, index * 5, 'word '),
  }));
}

/** A conversation of so many messages, each on the one before it. */
function messagesOf(count: number): Frame[] {
  const seeds = Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? said(index + 1, `m${index}`, 'What is the way to the station, please?')
      : answered(index + 1, `m${index}`, [text('Straight on, then left. '.repeat(4))]),
  );
  return chained(null, ...seeds).map((seed, index) => ({ kind: 'event', data: eventAt(index + 2, seed) }));
}

const opening: readonly Frame[] = [hello({ head: 1_000_000 }), { kind: 'event', data: eventAt(1, created) }];

function apply(frames: readonly Frame[], from: SyncState): SyncState {
  let state = from;
  for (const frame of frames) {
    const result = applyFrame(state, frame);
    if (result.outcome !== 'applied') throw new Error(`A frame of the benchmark led to ${result.outcome}.`);
    state = result.state;
  }
  return state;
}

const opened = apply(opening, initialSync(CONVERSATION_ID));

interface Work {
  /** What each run needs and is not timed. */
  readonly before?: () => void;
  readonly run: () => void | Promise<void>;
}

/** Milliseconds of the fastest run of each, in turns, so that none has a better machine than another. */
async function timesOf<K extends string>(
  works: Record<K, Work>,
  rounds = ROUNDS,
): Promise<Record<K, number>> {
  const best = Object.fromEntries(Object.keys(works).map((name) => [name, Infinity])) as Record<K, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(works) as K[]) {
      works[name].before?.();
      const start = performance.now();
      await works[name].run();
      best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best;
}

const show = (line: string): void => console.log(line);

async function framesPerSecond(name: string, frames: readonly Frame[]): Promise<void> {
  const jsons = frames.map(({ data }) => JSON.stringify(data));
  const kinds = frames.map(({ kind }) => kind);
  const all = [...opening, ...frames];
  const body = new TextEncoder().encode(
    all.map(({ kind, data }) => encodeSseEvent(kind, JSON.stringify(data))).join(''),
  );
  const headers = { 'content-type': 'text/event-stream' };
  const parsedAll = (): Frame[] =>
    jsons.flatMap((json, index) => parseFrame(kinds[index] ?? '', JSON.parse(json)) ?? []);

  const times = await timesOf({
    'JSON.parse alone': {
      run() {
        for (const json of jsons) JSON.parse(json);
      },
    },
    'parsed and checked': { run: () => void parsedAll() },
    'parsed, checked and folded': { run: () => void apply(parsedAll(), opened) },
    'from the bytes of an event stream to the state': {
      async run() {
        const response = new Response(body, { headers });
        const transport = sseTransport({ url: 'http://localhost', fetch: () => Promise.resolve(response) });
        let state = initialSync(CONVERSATION_ID);
        let left = all.length;
        for await (const frame of transport.subscribe({ conversationId: CONVERSATION_ID })) {
          state = applyFrame(state, frame).state;
          left -= 1;
          if (left === 0) break;
        }
      },
    },
  });
  show(`\n${frames.length} ${name}`);
  const floor = times['JSON.parse alone'];
  for (const [work, time] of Object.entries(times)) {
    const perSecond = Math.round((frames.length / time) * 1_000);
    show(
      `  ${work}: ${perSecond.toLocaleString('en')} frames a second, ${(time / floor).toFixed(2)} x JSON.parse`,
    );
  }
}

function chatState(sync: SyncState): ChatState {
  return {
    connection: { status: 'live', transport: 'sse', fallback: null, attempt: 0, retryAt: null, error: null },
    conversation: sync.conversation,
    history: { status: 'complete', error: null },
    drafts: sync.board.drafts,
    pending: [],
    sent: [],
    guidance: null,
    progress: null,
    presence: [],
    typing: [],
  };
}

const SIZES = [10, 100, 1_000, 10_000] as const;
const PIECES = 500;

/** Applies frames one by one to a conversation of its own, and reads after each what a chat window shows. */
function shown(backlog: readonly Frame[], frames: readonly Frame[]): Work {
  let view = createViewReader();
  let sync = opened;
  return {
    before() {
      // A state that was gone on from before would have to copy its maps first, which no client does.
      sync = apply(backlog, apply(opening, initialSync(CONVERSATION_ID)));
      view = createViewReader();
      view(chatState(sync));
    },
    run() {
      let state = sync;
      for (const frame of frames) {
        state = applyFrame(state, frame).state;
        view(chatState(state));
      }
    },
  };
}

/** The same pieces, and the same messages, in conversations of different length. */
async function costByLength(): Promise<void> {
  const pieces = piecesOf('live', PIECES);
  const all = messagesOf(Math.max(...SIZES) + PIECES);
  const states = SIZES.map((size) => ({ size, backlog: all.slice(0, size) }));
  const rows = {
    'one more piece of an answer, checked and folded': ({ backlog }: (typeof states)[number]): Work => {
      const sync = apply(backlog, opened);
      const jsons = pieces.map(({ data }) => JSON.stringify(data));
      const run = (): void => {
        let state = sync;
        for (const json of jsons) {
          const frame = parseFrame('draft', JSON.parse(json));
          if (frame !== null) state = applyFrame(state, frame).state;
        }
      };
      return { run };
    },
    'the same, and what a chat window shows': ({ backlog }: (typeof states)[number]): Work => {
      return shown(backlog, pieces);
    },
    'one more message, and what a chat window shows': ({ size, backlog }: (typeof states)[number]): Work => {
      return shown(backlog, all.slice(size, size + PIECES));
    },
  };
  show('\nthe cost by the length of the conversation');
  for (const [name, workOf] of Object.entries(rows)) {
    const works = Object.fromEntries(states.map((state) => [String(state.size), workOf(state)]));
    const times = await timesOf(works);
    const floor = times['10'] ?? Number.NaN;
    const each = (time: number): string => `${((time * 1_000) / PIECES).toFixed(2)} us`;
    const ratios = SIZES.map((size) => `${size}: ${((times[size] ?? Number.NaN) / floor).toFixed(2)}`);
    show(`  ${name}: ${each(floor)} at 10 messages; as ratios ${ratios.join(', ')}`);
  }
}

await framesPerSecond('pieces of an answer', piecesOf('m', COUNT));
await framesPerSecond('logged messages', messagesOf(COUNT));
await costByLength();
