import { type Frame, parseFrame } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';
import { describe, it } from 'vitest';
import type { ChatState } from '../src/state/chat-state.js';
import { selectView } from '../src/state/view.js';
import { applyFrame } from '../src/state/apply-frame.js';
import { initialSync, type SyncState } from '../src/state/sync-state.js';
import {
  answered,
  CONVERSATION_ID,
  created,
  draft,
  eventAt,
  said,
  text,
} from '../src/test-support/events.js';
import { hello } from '../src/test-support/frames.js';
import { sseTransport } from '../src/transports/sse-transport.js';

/** One answer in 5,000 pieces, and a backlog of 5,000 messages: what the two hot paths are made of. */
const COUNT = 5_000;
const drafts: Frame[] = Array.from({ length: COUNT }, (_, index) => ({
  kind: 'draft',
  data: draft(10_000, 'm', index * 4, 'word'),
}));
const messages: Frame[] = Array.from({ length: COUNT }, (_, index) => ({
  kind: 'event',
  data: eventAt(
    index + 2,
    index % 2 === 0
      ? said(index + 1, `m${index}`, 'What is the way to the station, please?')
      : answered(index + 1, `m${index}`, [text('Straight on, then left. '.repeat(4))]),
  ),
}));
const opening: Frame[] = [hello({ head: 10_000 }), { kind: 'event', data: eventAt(1, created) }];

function apply(frames: readonly Frame[], from: SyncState): SyncState {
  let state = from;
  for (const frame of frames) state = applyFrame(state, frame).state;
  return state;
}
const opened = apply(opening, initialSync(CONVERSATION_ID));

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

describe.each([
  ['draft appends', drafts],
  ['logged messages', messages],
])('5,000 %s', (_, frames) => {
  const jsons = frames.map(({ data }) => JSON.stringify(data));
  const kinds = frames.map(({ kind }) => kind);
  const all = [...opening, ...frames];
  const body = new TextEncoder().encode(
    all.map(({ kind, data }) => encodeSseEvent(kind, JSON.stringify(data))).join(''),
  );
  const headers = { 'content-type': 'text/event-stream' };

  it('against JSON.parse alone', async ({ bench }) => {
    await bench.compare(
      bench('the floor: JSON.parse alone', () => {
        for (const json of jsons) JSON.parse(json);
      }),
      bench('JSON.parse and the schema', () => {
        jsons.forEach((json, index) => parseFrame(kinds[index] ?? '', JSON.parse(json)));
      }),
      bench('applied, from frames that are parsed already', () => {
        apply(frames, opened);
      }),
      bench('from the bytes of an event stream to the state', async () => {
        const transport = sseTransport({
          url: 'http://localhost',
          fetch: () => Promise.resolve(new Response(body, { headers })),
        });
        let state = initialSync(CONVERSATION_ID);
        let left = all.length;
        for await (const frame of transport.subscribe({ conversationId: CONVERSATION_ID })) {
          state = applyFrame(state, frame).state;
          left -= 1;
          if (left === 0) break;
        }
      }),
    );
  });
});

it('the view of 2,000 messages', async ({ bench }) => {
  const sync = apply(messages.slice(0, 2_000), opened);
  const seq = sync.cursor?.seq ?? 0;
  const piece = draft(10_000, 'm', 0, 'word');
  const event = eventAt(seq + 1, said(9_999, 'x', 'x'));
  selectView(chatState(sync));
  await bench.compare(
    bench('after one more piece of a draft', () => {
      selectView(chatState(apply([{ kind: 'draft', data: piece }], sync)));
    }),
    bench('after one more event', () => {
      selectView(chatState(apply([{ kind: 'event', data: event }], sync)));
    }),
  );
});
