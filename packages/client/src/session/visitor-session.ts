import { AgentChatError, type MethodResult } from '@agent-chat/protocol';
import { has, type IsAnswer, parseAnswer } from '../transports/answer.js';
import { type CallOptions, callOverHttp } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';
import type { InterfaceOptions } from './public-interface.js';

/** An anonymous visitor's handle on one conversation. */
export type VisitorSession = MethodResult<'createSession'>;

export interface VisitorSessionOptions extends InterfaceOptions {
  /** Where the session is kept. Default: the page's `localStorage`; `null`: nowhere. */
  readonly storage?: Storage | null | undefined;
  /** The name of its item. Default: `visitorSessionKey({ url, slug })`. */
  readonly key?: string | undefined;
  /** Begins a new conversation and forgets the stored session. */
  readonly fresh?: boolean | undefined;
}

/** What the server answers when a session is over. */
const REFUSALS = ['Unauthorized', 'Forbidden', 'UnknownConversation', 'ConversationGone'];

/**
 * The stored session if the server still accepts it, else a new one. While the server cannot be
 * reached a stored session is returned unasked: the client connects when the way is free again.
 *
 * @throws AgentChatError `UnknownInterface`, `RateLimited`, or `ConnectionLost` without a stored session
 */
export async function visitorSession(options: VisitorSessionOptions): Promise<VisitorSession> {
  if (options.fresh === true) forgetVisitorSession(options);
  const stored = readSession(options);
  if (stored !== null && (await isAccepted(stored, options))) return stored;
  const created = await callOverHttp(
    { url: options.url, fetch: options.fetch },
    'createSession',
    { slug: options.slug },
    callOptions(options),
    isSession,
  );
  withStorage(options, (storage) => storage.setItem(keyOf(options), JSON.stringify(created)));
  return created;
}

/** The next `visitorSession` begins a new conversation. The server keeps the old one. */
export function forgetVisitorSession(
  options: Pick<VisitorSessionOptions, 'url' | 'slug' | 'storage' | 'key'>,
): void {
  withStorage(options, (storage) => storage.removeItem(keyOf(options)));
}

async function isAccepted(session: VisitorSession, options: VisitorSessionOptions): Promise<boolean> {
  if (session.expiresAt !== null && Date.parse(session.expiresAt) <= Date.now()) return false;
  const server = { url: options.url, fetch: options.fetch, token: session.sessionToken };
  const { conversationId } = session;
  try {
    await callOverHttp(server, 'getConversation', { conversationId }, callOptions(options), isConversation);
    return true;
  } catch (cause) {
    const error = AgentChatError.from(cause);
    if (error.code === 'Aborted') throw error;
    return !REFUSALS.includes(error.code);
  }
}

const isSession: IsAnswer = (value) =>
  has(value, 'string', 'sessionToken', 'conversationId', 'participantId');

const isConversation: IsAnswer = (value) =>
  has(value, 'string', 'conversationId') && has(value, 'number', 'head');

function callOptions({ signal }: VisitorSessionOptions): CallOptions {
  return { timeoutMs: limitsOf({}).callTimeoutMs, signals: [signal] };
}

function readSession(options: VisitorSessionOptions): VisitorSession | null {
  const text = withStorage(options, (storage) => storage.getItem(keyOf(options)));
  if (text === null) return null;
  try {
    return parseAnswer('createSession', JSON.parse(text), isSession);
  } catch {
    return null; // Not what was stored here: as good as nothing.
  }
}

/** A page may be denied its storage, or have no room in it: the session then lasts as long as the page. */
function withStorage<T>(
  { storage }: Pick<VisitorSessionOptions, 'storage'>,
  use: (storage: Storage) => T,
): T | null {
  try {
    const used = storage === undefined ? globalThis.localStorage : storage;
    return used == null ? null : use(used);
  } catch {
    return null;
  }
}

function keyOf(options: Pick<VisitorSessionOptions, 'key' | 'url' | 'slug'>): string {
  return options.key ?? visitorSessionKey(options);
}

/**
 * The name under which a page keeps the session of an interface. It names the server too: a token
 * goes to no other server, also when both call their interface the same.
 */
export function visitorSessionKey({ url, slug }: Pick<VisitorSessionOptions, 'url' | 'slug'>): string {
  return `agent-chat:session:${serverOf(url)}:${slug}`;
}

/** Absolute, so that every way of writing it is the same; without a slash at the end. */
function serverOf(url: string): string {
  const absolute = URL.parse(url === '' ? '/' : url, globalThis.location?.href);
  return (absolute?.href ?? url).replace(/\/+$/, '');
}
