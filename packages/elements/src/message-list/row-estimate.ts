import { type MessageLikeItem, messageView } from '../message/message-view.js';
import type { Row } from './row.js';

/** About, at the default size of text: what a row really takes up is measured once it is shown. */
const LINE_PX = 24;
const CHARACTER_PX = 7.4;
const PERSON_PX = 62;
const ANSWER_PX = 48;
/**
 * So much of a text is looked at, the rest in proportion: all rows that were never shown are estimated
 * again whenever the box gets another width, and a message may have megabytes.
 */
const LOOKED_AT_CHARACTERS = 16_384;
const HEIGHTS: Readonly<Record<Exclude<Row['kind'], 'message'>, number>> = {
  history: 62,
  day: 34,
  unread: 44,
  author: 40,
  tool: 52,
  steps: 52,
  event: 44,
  typing: 38,
  writing: 38,
};

/** How high a row will be, in pixels, in a column of this width: the scroll bar goes by it. */
export function estimateHeight(row: Row, width: number): number {
  return row.kind === 'message' ? messageHeight(row.item, width) : HEIGHTS[row.kind];
}

function messageHeight(item: MessageLikeItem, width: number): number {
  const { side, parts } = messageView(item);
  const isPerson = side === 'user';
  const perLine = Math.max(20, (width * (isPerson ? 0.8 : 1)) / CHARACTER_PX);
  let height = isPerson ? PERSON_PX : ANSWER_PX;
  for (const part of parts) {
    if (part.type === 'text') height += linesOf((part as { text: string }).text, perLine) * LINE_PX;
    else height += part.type === 'card' ? 200 : 40;
  }
  return height;
}

function linesOf(whole: string, perLine: number): number {
  const text = whole.slice(0, LOOKED_AT_CHARACTERS);
  let lines = 0;
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    lines += Math.max(1, Math.ceil((to - from) / perLine));
    from = to + 1;
  }
  return text === '' ? lines : (lines * whole.length) / text.length;
}
