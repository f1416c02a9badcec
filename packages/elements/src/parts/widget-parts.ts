import { exportedParts } from './conversation-parts.js';
import { FRAME_PARTS } from './frame-parts.js';

/** The parts of a chat itself. */
const OF_CHAT = `frame, header, title, persona-name, mark-icon, conversations-button, conversations, settings, panel,
  backdrop, top-bar, cover, new-conversation, main, welcome, welcome-mark, welcome-note, welcome-heading, welcome-text,
  notice, retry, composer`;

/** What the widget calls so already: there these have another name. */
const OF_WIDGET: ReadonlySet<string> = new Set(['panel', 'unread', 'dismiss', 'text', 'launcher', 'root']);

/** The attribute `exportparts` of a chat in the widget: all that is reached from a chat by itself. */
export function widgetParts(): string {
  const texts = [OF_CHAT, ...Object.values(FRAME_PARTS), exportedParts('agent-message-list')];
  const names = texts
    .join()
    .split(',')
    .map((each) => each.replace(/^[^:]*:/, '').trim());
  return [...new Set(names)].map((name) => (OF_WIDGET.has(name) ? `${name}: chat-${name}` : name)).join();
}
