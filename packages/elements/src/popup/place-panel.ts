/** Between a panel and what it belongs to, and between it and the edge of the window, in CSS pixels. */
const GAP = 6;
const EDGE = 8;
const MIN_BLOCK = 120;

/**
 * Puts `panel`, which is in the top layer, beside `anchor`: on the side that was wanted when it has
 * room there, else on the one with more. It is never wider or higher than the window, and stays
 * scrolled as it was.
 */
export function placePanel(panel: HTMLElement, anchor: Element, wanted: 'above' | 'below'): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const { scrollTop } = panel;
  panel.style.maxHeight = '';
  panel.style.maxWidth = `${width - 2 * EDGE}px`;
  const { offsetHeight, offsetWidth } = panel;
  const roomAbove = top - GAP - EDGE;
  const roomBelow = height - bottom - GAP - EDGE;
  const room = { above: roomAbove, below: roomBelow };
  const other = wanted === 'above' ? 'below' : 'above';
  const side = room[wanted] >= offsetHeight || room[wanted] >= room[other] ? wanted : other;
  panel.style.maxHeight = `${Math.max(MIN_BLOCK, room[side])}px`;
  panel.scrollTop = scrollTop;
  const block = Math.min(offsetHeight, Math.max(MIN_BLOCK, room[side]));
  const isRtl = getComputedStyle(anchor).direction === 'rtl';
  const start = isRtl ? right - offsetWidth : left;
  panel.style.left = `${Math.max(EDGE, Math.min(start, width - offsetWidth - EDGE))}px`;
  panel.style.top = `${side === 'below' ? bottom + GAP : Math.max(EDGE, top - GAP - block)}px`;
}
