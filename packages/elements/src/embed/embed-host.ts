import {
  type EmbedCommand,
  MAX_PREFILL_LENGTH,
  MAX_TOKEN_LENGTH,
  readEmbedMessage,
  sent,
} from './embed-messages.js';

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
  /**
   * Who the visitor is: a JSON Web Token by which your server vouches for somebody who has logged in;
   * `null` for anybody else. Asked for by a frame whose address has `?identity=host`, whenever a session
   * begins; of several answers that are under way the last asked for counts. It goes to the frame alone.
   */
  readonly identity?: () => string | null | Promise<string | null>;
  /**
   * The frame does not answer, with one sentence that says what may be wrong. Default: the sentence is an
   * error in the page's console.
   */
  readonly onUnavailable?: (reason: string) => void;
}

/** A frame with a chat that this page talks with. */
export interface EmbedConnection {
  /**
   * Say it when the frame is shown: answers count as read. `focus` puts the cursor where a person writes.
   * This and `hide` may be said before the frame is there, and hold for what it loads later too.
   */
  open(options?: { readonly focus?: boolean }): void;
  /** Say it when the frame is hidden: answers count as unread. */
  hide(): void;
  /**
   * Puts a text of at most 10,000 characters behind what is in the field, also before the frame is
   * there. The person sends it.
   */
  prefill(text: string): void;
  /** Say it when somebody has logged in or out: the frame goes on with the conversations of whoever it is now. */
  identityChanged(): void;
  /** Hears nothing any more. The frame stays as it is. */
  disconnect(): void;
}

/** A frame that has said nothing for so long after it was loaded has no chat in it. */
const ANSWERS_WITHIN_MS = 10_000;

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
  let isThere = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** What was said last, for a frame that was not there, or that is loaded anew. */
  let shown: EmbedCommand | null = null;
  const show = (command: EmbedCommand): void => {
    shown = command;
    if (!isThere) return;
    say(command);
    // Nobody asks for the focus again by loading it anew.
    if (command.type === 'agent-chat:open') shown = { ...command, focus: false };
  };
  /** For the field of a frame that was not there. */
  let unsaid: readonly string[] = [];
  const greet = (): void => say({ type: 'agent-chat:hello' });
  /** It is loaded: from now on it can answer. */
  const awaitAnswer = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!isThere) sayUnavailable();
    }, ANSWERS_WITHIN_MS);
  };
  const onLoad = (): void => {
    isThere = false;
    greet();
    awaitAnswer();
  };

  const sayUnavailable = (): void => {
    const reason =
      `There is no answer from the frame of ${frame.src}. Its server must be reachable, its interface ` +
      `published, and ${location.origin} exactly among the allowed origins of that.`;
    if (options.onUnavailable !== undefined) options.onUnavailable(reason);
    else reportError(new Error(reason));
  };

  let asked = 0;
  /** Whether it may be another person than the frame knows: it has not been told since. */
  let isChanged = false;
  const identify = async (): Promise<void> => {
    if (options.identity === undefined) return;
    const turn = ++asked;
    const origin = originOf();
    try {
      // A body without a word is nobody's.
      const token = (await options.identity()) || null;
      // It may have been asked for again, or sent elsewhere, meanwhile.
      if (turn !== asked || origin !== originOf()) return;
      if (token !== null && token.length > MAX_TOKEN_LENGTH) {
        throw new Error(`An identity has at most ${MAX_TOKEN_LENGTH} characters.`);
      }
      say({ type: 'agent-chat:identity', token, isAnswer: !isChanged });
      isChanged = false;
    } catch (error) {
      reportError(error); // the frame asks again
    }
  };

  const onMessage = (event: MessageEvent): void => {
    if (event.source === null || event.source !== frame.contentWindow) return;
    if (event.origin !== originOf()) return;
    const message = readEmbedMessage(event.data);
    switch (message?.type) {
      case 'agent-chat:ready':
        isThere = true;
        if (shown !== null) show(shown);
        for (const text of unsaid) say({ type: 'agent-chat:prefill', text });
        unsaid = [];
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
      case 'agent-chat:identity-wanted':
        void identify();
        break;
      case undefined:
        break;
    }
  };

  addEventListener('message', onMessage);
  frame.addEventListener('load', onLoad);
  // What is said to a frame that is still empty, and so of this page's origin, is an error in the console.
  if (frame.contentDocument === null || originOf() === location.origin) greet();
  // It may have been loaded before anybody listened; one that is loaded when it comes into sight has not.
  if (frame.loading !== 'lazy') {
    if (document.readyState === 'complete') awaitAnswer();
    else addEventListener('load', awaitAnswer, { once: true });
  }
  return {
    open: ({ focus = false } = {}) => show({ type: 'agent-chat:open', focus }),
    hide: () => show({ type: 'agent-chat:hide' }),
    prefill(text) {
      if (text.length > MAX_PREFILL_LENGTH) {
        throw new RangeError(`A text for the field has at most ${MAX_PREFILL_LENGTH} characters.`);
      }
      if (isThere) say({ type: 'agent-chat:prefill', text });
      else unsaid = [...unsaid, text];
    },
    identityChanged() {
      isChanged = true;
      void identify();
    },
    disconnect() {
      asked += 1;
      clearTimeout(waiting);
      removeEventListener('message', onMessage);
      removeEventListener('load', awaitAnswer);
      frame.removeEventListener('load', onLoad);
    },
  };
}
