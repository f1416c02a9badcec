import type { AgentChat } from '../chat/chat.js';
import { type EmbedMessage, readEmbedCommand, sent } from './embed-messages.js';

/**
 * The frame's half of the talk with the page around it: told to nobody but a page that the interface
 * names, heard from nobody but the window around this one.
 *
 * @param hosts the origins of those pages
 */
export function linkFrame(chat: AgentChat, hosts: readonly string[]): void {
  const allowed = new Set([...hosts, location.origin]);
  /** Who is around us: known where the browser tells, else once it has said hello. */
  let host = surroundingOrigin(allowed);
  let isShown = true;
  let unread = 0;
  let height = 0;

  const say = (message: EmbedMessage): void => {
    if (host !== null) parent.postMessage(sent(message), host);
  };
  const count = (next: number): void => {
    if (unread === next) return;
    unread = next;
    say({ type: 'agent-chat:unread', count: unread });
  };
  const isSeen = (): boolean => isShown && document.visibilityState === 'visible';

  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || !allowed.has(origin)) return;
    const command = readEmbedCommand(data);
    if (command === null) return;
    host = origin;
    switch (command.type) {
      case 'agent-chat:hello':
        say({ type: 'agent-chat:ready', slug: chat.interface });
        say({ type: 'agent-chat:unread', count: unread });
        if (height > 0) say({ type: 'agent-chat:size', height });
        break;
      case 'agent-chat:open':
        isShown = true;
        if (isSeen()) count(0);
        if (command.focus) chat.focus();
        break;
      case 'agent-chat:hide':
        isShown = false;
        break;
    }
  });

  chat.addEventListener('agent-chat-answer', () => {
    if (!isSeen()) count(unread + 1);
  });
  document.addEventListener('visibilitychange', () => {
    if (isSeen()) count(0);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) say({ type: 'agent-chat:close' });
  });
  watchHeight(chat, (next) => {
    if (next === height) return;
    height = next;
    say({ type: 'agent-chat:size', height });
  });
  say({ type: 'agent-chat:ready', slug: chat.interface });
}

/** Firefox does not name the windows around one; there the page around it is waited for, or named by the referrer. */
function surroundingOrigin(allowed: ReadonlySet<string>): string | null {
  const named =
    (location.ancestorOrigins as DOMStringList | undefined)?.[0] ?? URL.parse(document.referrer)?.origin;
  return named !== undefined && allowed.has(named) ? named : null;
}

/** How high the chat would be if its conversation did not scroll: by the parts that it documents. */
function watchHeight(chat: AgentChat, tell: (height: number) => void): void {
  void customElements.whenDefined('agent-message-list').then(async () => {
    await chat.updateComplete;
    const list = chat.shadowRoot?.querySelector('agent-message-list');
    await list?.updateComplete;
    const scroller = list?.shadowRoot?.querySelector('[part~=scroller]');
    const content = list?.shadowRoot?.querySelector('[part~=content]');
    if (scroller == null || content == null) return;
    const read = (): void => {
      const around = chat.clientHeight - scroller.clientHeight;
      tell(Math.ceil(around + content.scrollHeight));
    };
    new ResizeObserver(read).observe(content);
    new ResizeObserver(read).observe(scroller);
  });
}
