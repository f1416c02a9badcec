import { describe, it } from 'vitest';
import { parseParams } from '../src/contract/params.js';
import { CONTRACT } from '../src/contract/methods.js';
import { ConversationEvent } from '../src/events/event.js';
import { parseEvent } from '../src/events/parse-event.js';
import { CONTROL_FRAMES } from '../src/frames/frame.js';
import { parseFrame } from '../src/frames/parse-frame.js';
import { check } from '../src/values/check.js';

const envelope = {
  conversationId: 'c1',
  seq: 12,
  turn: 3,
  ts: '2026-01-01T00:00:00.000Z',
  author: 'ada',
  finality: 'turn',
  audience: 'everyone',
  clientRequestId: 'r1',
};
const parts = [{ type: 'text', partId: 'p1', text: 'What is the way to the station, please?' }];
const event = {
  ...envelope,
  type: 'message',
  payload: { messageId: 'm1', parentId: null, role: 'user', parts },
};
const draft = {
  draftId: 'm/p/1',
  turn: 3,
  fence: 1,
  author: 'guide',
  audience: 'everyone',
  kind: 'text',
  messageId: 'm',
  partId: 'p',
  offset: 4_000,
  text: 'word',
};
const params = { conversationId: 'c1', clientRequestId: 'r1', parts };
const TIMES = 1_000;

function times(task: () => unknown): () => void {
  return () => {
    for (let index = 0; index < TIMES; index++) task();
  };
}

describe('1,000 times, the schema against its shape', () => {
  it('a message event', async ({ bench }) => {
    await bench.compare(
      bench(
        'schema',
        times(() => check(ConversationEvent, event)),
      ),
      bench(
        'shape',
        times(() => parseEvent(event)),
      ),
    );
  });
  it('a draft frame', async ({ bench }) => {
    await bench.compare(
      bench(
        'schema',
        times(() => check(CONTROL_FRAMES.draft, draft)),
      ),
      bench(
        'shape',
        times(() => parseFrame('draft', draft)),
      ),
    );
  });
  it('the params of sendMessage', async ({ bench }) => {
    await bench.compare(
      bench(
        'schema',
        times(() => check(CONTRACT.sendMessage.params, params)),
      ),
      bench(
        'shape',
        times(() => parseParams('sendMessage', params)),
      ),
    );
  });
});
