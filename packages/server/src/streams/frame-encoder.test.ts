import type { Frame } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { createFrameEncoder } from './frame-encoder.js';

it('writes a frame once, whatever the number of viewers, and without a look into its event', () => {
  const encoder = createFrameEncoder('e1');
  const frame = {
    kind: 'event',
    seq: 7,
    json: '{"a":1}',
    get data(): never {
      throw new Error('It was parsed.');
    },
  } as unknown as Frame;
  expect(encoder.sseText(frame)).toBe('id: e1-7\nevent: event\ndata: {"a":1}\n\n');
  expect(encoder.sharedSse(frame)).toBe(encoder.sharedSse(frame));
  const message = encoder.sharedNotification('s1', frame);
  expect(message).toBe(encoder.sharedNotification('s1', frame));
  expect(message).not.toBe(encoder.sharedNotification('s2', frame));
  expect(JSON.parse(message.text)).toEqual({
    jsonrpc: '2.0',
    method: 'event',
    params: { subscriptionId: 's1', frame: { a: 1 } },
  });
});
