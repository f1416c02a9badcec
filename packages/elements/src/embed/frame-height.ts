import type { AgentChat } from '../chat/chat.js';

/**
 * Tells how high the chat would be if its conversation did not scroll, in whole CSS pixels, whenever
 * that changes: by the parts and slots that the elements document.
 */
export async function watchHeight(chat: AgentChat, tell: (height: number) => void): Promise<void> {
  await customElements.whenDefined('agent-message-list');
  await chat.updateComplete;
  const list = chat.shadowRoot?.querySelector('agent-message-list');
  await list?.updateComplete;
  const scroller = list?.shadowRoot?.querySelector('[part~=scroller]');
  const content = list?.shadowRoot?.querySelector('[part~=content]');
  const welcome = chat.shadowRoot?.querySelector('[part~=welcome]');
  if (scroller == null || content == null || welcome == null) return;

  let last = 0;
  const read = (): void => {
    // What stands there while the conversation is loaded is none.
    if (scroller.getAttribute('aria-busy') === 'true') return;
    const around = chat.clientHeight - scroller.clientHeight;
    const height = Math.ceil(around + naturalHeight(content, welcome));
    if (height !== last) tell((last = height));
  };
  const resizes = new ResizeObserver(read);
  for (const each of [scroller, content, ...content.children, welcome]) resizes.observe(each);
  // The welcome has the place that is there: what changes in it does not change its size.
  new MutationObserver(read).observe(welcome, { childList: true, characterData: true, subtree: true });
}

/** The column is as high as its place at least; what is in it has a height of its own. */
function naturalHeight(content: Element, welcome: Element): number {
  const empty = content.querySelector<HTMLElement>('slot[name=empty]');
  const isEmpty = empty !== null && !empty.hidden;
  const inside = isEmpty ? boxesIn(welcome) : boxesIn(content).filter((each) => each.height > 0);
  const top = Math.min(...inside.map((box) => box.top));
  const bottom = Math.max(...inside.map((box) => box.bottom));
  const height = inside.length === 0 ? 0 : bottom - top;
  return height + paddingOf(content) + (isEmpty ? paddingOf(welcome) : 0);
}

/** Of its children; a slot has none of its own, but what is in it has. */
function boxesIn(element: Element): readonly DOMRect[] {
  return [...element.children].flatMap((each) => {
    if (!(each instanceof HTMLSlotElement)) return [each.getBoundingClientRect()];
    const assigned = each.assignedElements();
    return assigned.length === 0 ? boxesIn(each) : assigned.map((one) => one.getBoundingClientRect());
  });
}

function paddingOf(element: Element): number {
  const { paddingTop, paddingBottom } = getComputedStyle(element);
  return Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom);
}
