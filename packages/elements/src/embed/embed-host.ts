import { type EmbedCommand, readEmbedMessage, sent } from './embed-messages.js';

export interface EmbedOptions {
  /** The frame is made as high as its conversation, between these two, in CSS pixels. Default: it keeps its height. */
  readonly autoHeight?: { readonly min: number; readonly max: number };
  /** The frame is there, with the name of its interface; again after each load of it. */
  readonly onReady?: (slug: string) => void;
  /** How high it would be, in CSS pixels, if nothing in it had to be scrolled. */
  readonly onSize?: (height: number) => void;
  /** How many answers came since it was last open and in sight. */
  readonly onUnread?: (count: number) => void;
  /** The person wants it closed. Hide the frame, and call `hide`. */
  readonly onClose?: () => void;
}

/** A frame with a chat that this page talks with. */
export interface EmbedConnection {
  /** Say it when the frame is shown: answers count as read. `focus` puts the cursor where a person writes. */
  open(options?: { readonly focus?: boolean }): void;
  /** Say it when the frame is hidden: answers count as unread. */
  hide(): void;
  /** Hears nothing any more. The frame stays as it is. */
  disconnect(): void;
}

/**
 * Talks with the chat in a frame. Only the frame itself is heard, and only from the origin of its
 * `src` at that moment; what is said goes to that origin alone.
 *
 * @param frame an `<iframe>` whose `src` is `/embed/{slug}` of a server
 */
export function connectEmbed(frame: HTMLIFrameElement, options: EmbedOptions = {}): EmbedConnection {
  const originOf = (): string | null => URL.parse(frame.src, document.baseURI)?.origin ?? null;

  const say = (command: EmbedCommand): void => {
    const origin = originOf();
    if (origin !== null) frame.contentWindow?.postMessage(sent(command), origin);
  };
  const greet = (): void => say({ type: 'agent-chat:hello' });

  const onMessage = (event: MessageEvent): void => {
    if (event.source === null || event.source !== frame.contentWindow) return;
    if (event.origin !== originOf()) return;
    const message = readEmbedMessage(event.data);
    switch (message?.type) {
      case 'agent-chat:ready':
        options.onReady?.(message.slug);
        break;
      case 'agent-chat:size': {
        const { autoHeight } = options;
        if (autoHeight !== undefined) {
          const { min, max } = autoHeight;
          frame.style.blockSize = `${Math.max(min, Math.min(max, message.height))}px`;
        }
        options.onSize?.(message.height);
        break;
      }
      case 'agent-chat:unread':
        options.onUnread?.(message.count);
        break;
      case 'agent-chat:close':
        options.onClose?.();
        break;
      case undefined:
        break;
    }
  };

  addEventListener('message', onMessage);
  frame.addEventListener('load', greet);
  // Before a page is complete its frames may be empty still, and will say themselves when they are there.
  if (document.readyState === 'complete') greet();
  return {
    open: ({ focus = false } = {}) => say({ type: 'agent-chat:open', focus }),
    hide: () => say({ type: 'agent-chat:hide' }),
    disconnect() {
      removeEventListener('message', onMessage);
      frame.removeEventListener('load', greet);
    },
  };
}
