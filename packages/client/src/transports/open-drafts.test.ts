import type { Frame } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { answered, CONVERSATION_ID, draft, eventAt, text } from '../test-support/events.js';
import { caughtUp, hello } from '../test-support/frames.js';
import { createOpenDrafts } from './open-drafts.js';

const begun = (messageId: string): Frame => ({ kind: 'draft', data: draft(1, messageId, 0, 'x') });
const logged = (messageId: string): Frame => ({
  kind: 'event',
  data: eventAt(1, answered(1, messageId, [text('x')])),
});
const dropped = (messageId: string): Frame => ({
  kind: 'draft_dropped',
  data: { draftId: draft(1, messageId, 0, '').draftId },
});
/** Of an extension, without anything in it. */
const foreign: Frame = {
  kind: 'event',
  data: { ...eventAt(2, answered(1, 'm9', [])), conversationId: CONVERSATION_ID, type: 'x', payload: null },
};

const more = (messageId: string, offset: number): Frame => ({
  kind: 'draft',
  data: draft(1, messageId, offset, 'yz'),
});
/** Whether a draft of the connection before was missing in one that brought these. */
function isMissedBy(before: readonly Frame[], ...brought: readonly Frame[]): boolean {
  const drafts = createOpenDrafts();
  const first = [hello(), ...before, caughtUp(0)].map((frame) => drafts.take(frame));
  expect(first).not.toContain(true);
  const second = [hello(), ...brought, caughtUp(0)].map((frame) => drafts.take(frame));
  expect(second.slice(0, -1)).not.toContain(true);
  return second.at(-1) ?? false;
}

it('a draft is missed that another connection neither brings nor ends', () => {
  expect(isMissedBy([begun('m1')])).toBe(true);
  expect(isMissedBy([begun('m1')], begun('m10'), foreign, logged('m10'), dropped('m10'))).toBe(true);
  expect(isMissedBy([begun('m1')], begun('m1'))).toBe(false);
  expect(isMissedBy([begun('m1')], logged('m1'))).toBe(false);
  expect(isMissedBy([begun('m1')], dropped('m1'))).toBe(false);
  expect(isMissedBy([begun('m1'), foreign, logged('m1')])).toBe(false);
  expect(isMissedBy([begun('m1'), dropped('m1')])).toBe(false);
});

it('a draft that was missed once is not missed again', () => {
  const drafts = createOpenDrafts();
  const frames = [hello(), begun('m1'), hello(), caughtUp(0), hello(), caughtUp(0)];
  expect(frames.map((frame) => drafts.take(frame))).toEqual([false, false, false, true, false, false]);
});

it('text that goes on behind what is there is missed, and not taken for there', () => {
  const drafts = createOpenDrafts();
  const frames = [
    hello(),
    begun('m1'),
    more('m1', 1),
    more('m1', 0),
    more('m1', 3),
    more('m1', 7),
    more('m1', 6),
  ];
  const isMissing = [false, false, false, false, false, true, true];
  expect(frames.map((frame) => drafts.take(frame))).toEqual(isMissing);
  expect([caughtUp(0), more('m2', 1), begun('m2'), more('m2', 1)].map((frame) => drafts.take(frame))).toEqual(
    [false, true, false, false],
  );
});
