/**
 * What the page of `/embed/{slug}` and the page around its frame say to each other by `postMessage`.
 * Nothing that was said in a conversation and no token of a session is ever in a message; the page may
 * hand in by what it vouches for its visitor. A message of another version, or of a type that is not
 * here, is left alone.
 */
export const EMBED_VERSION = 1;

/** What vouches for a visitor is no longer, in UTF-16 units. */
export const MAX_TOKEN_LENGTH = 8_192;

/** What is put into the field is no longer, in UTF-16 units. */
export const MAX_PREFILL_LENGTH = 10_000;

/** From the frame to the page around it. */
export type EmbedMessage =
  /** It is there, and can be talked to. */
  | { readonly type: 'agent-chat:ready'; readonly slug: string }
  /** How high it would be, in CSS pixels, if nothing in it had to be scrolled. */
  | { readonly type: 'agent-chat:size'; readonly height: number }
  /** How many answers came since it was last open and in sight. */
  | { readonly type: 'agent-chat:unread'; readonly count: number }
  /** The person wants it closed: they pressed Escape in it. */
  | { readonly type: 'agent-chat:close' }
  /** It waits for `agent-chat:identity`. */
  | { readonly type: 'agent-chat:identity-wanted' };

/** From the page around it to the frame. */
export type EmbedCommand =
  /** Somebody listens: the frame says again how everything stands. */
  | { readonly type: 'agent-chat:hello' }
  /** It is shown, and gets the focus if `focus` says so. */
  | { readonly type: 'agent-chat:open'; readonly focus: boolean }
  /** It is hidden: answers count as unread. */
  | { readonly type: 'agent-chat:hide' }
  /** This is put behind what is in the field. The person sends it. */
  | { readonly type: 'agent-chat:prefill'; readonly text: string }
  /**
   * Who the visitor is: a JSON Web Token of the page's server; `null`: nobody who has logged in.
   * `isAnswer`: it is who the frame knows already, unless that still waits for it. Default: `false`.
   */
  | { readonly type: 'agent-chat:identity'; readonly token: string | null; readonly isAnswer?: boolean };

type Sent<T> = T & { readonly version: typeof EMBED_VERSION };

/** As it goes over the wire. */
export function sent<T extends EmbedMessage | EmbedCommand>(message: T): Sent<T> {
  return { ...message, version: EMBED_VERSION };
}

/** What the frame says; `null` for anything else. */
export function readEmbedMessage(data: unknown): EmbedMessage | null {
  const { type, slug, height, count } = fieldsOf(data);
  switch (type) {
    case 'agent-chat:ready':
      return typeof slug === 'string' ? { type, slug } : null;
    case 'agent-chat:size':
      return isCount(height) ? { type, height } : null;
    case 'agent-chat:unread':
      return isCount(count) ? { type, count } : null;
    case 'agent-chat:close':
    case 'agent-chat:identity-wanted':
      return { type };
    default:
      return null;
  }
}

/** What the page around it says; `null` for anything else. */
export function readEmbedCommand(data: unknown): EmbedCommand | null {
  const { type, focus, text, token, isAnswer } = fieldsOf(data);
  switch (type) {
    case 'agent-chat:hello':
    case 'agent-chat:hide':
      return { type };
    case 'agent-chat:open':
      return typeof focus === 'boolean' ? { type, focus } : null;
    case 'agent-chat:prefill':
      return typeof text === 'string' && text.length <= MAX_PREFILL_LENGTH ? { type, text } : null;
    case 'agent-chat:identity':
      return token === null || isToken(token) ? { type, token, isAnswer: isAnswer === true } : null;
    default:
      return null;
  }
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null) return {};
  const fields = data as Readonly<Record<string, unknown>>;
  return fields['version'] === EMBED_VERSION ? fields : {};
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TOKEN_LENGTH;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000;
}
