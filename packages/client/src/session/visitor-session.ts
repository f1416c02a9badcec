import { AgentChatError, type MethodParams, type MethodResult } from '@agent-chat/protocol';
import { has, type IsAnswer, parseAnswer } from '../transports/answer.js';
import { type CallOptions, callOverHttp } from '../transports/http-call.js';
import { limitsOf } from '../transports/limits.js';
import { currentToken, type TokenSource } from '../transports/token.js';
import type { InterfaceOptions } from './public-interface.js';

/** A visitor's handle on one conversation. */
export type VisitorSession = MethodResult<'createSession'>;

export interface VisitorSessionOptions extends InterfaceOptions {
  /**
   * Where it is kept how the visitor comes back. Default: the page's `localStorage`; `null`: nowhere.
   * An interface whose sessions end with their tab keeps nothing here.
   */
  readonly storage?: Storage | null | undefined;
  /** Where the session of this tab is kept. Default: `storage` if it is given, else `sessionStorage`. */
  readonly tabStorage?: Storage | null | undefined;
  /** The name of its item. Default: `visitorSessionKey({ url, slug })`. */
  readonly key?: string | undefined;
  /** Begins a new conversation. The stored session is forgotten once there is another one. */
  readonly fresh?: boolean | undefined;
  /**
   * A JSON Web Token by which the host vouches for the visitor, or what gives one. Then nothing is
   * kept here: the token leads to the person's conversations on every device.
   */
  readonly identityToken?: TokenSource | undefined;
  /** With an `identityToken`: this one of the person's conversations. Default: the one in use. */
  readonly conversationId?: string | undefined;
  /** The address of the page that the visitor came from, for whoever reads the statistics. */
  readonly referrer?: string | undefined;
  /**
   * Told why a new conversation begins although there was one: `SessionExpired`, `SessionEnded`; and,
   * where this tab has had one, the session that was.
   */
  readonly onOver?: ((error: AgentChatError, session: VisitorSession | null) => void) | undefined;
}

/** What the server answers when a session is over, or never was. */
const REFUSALS = [
  'Unauthorized',
  'SessionExpired',
  'SessionEnded',
  'Forbidden',
  'UnknownConversation',
  'ConversationGone',
];

/**
 * The session of this tab if the server still accepts it; else that of the visitor who comes back; else
 * a new one. While the server cannot be reached the session of the tab is returned unasked: the client
 * connects when the way is free again.
 *
 * @throws AgentChatError `UnknownInterface`, `RateLimited`, `InvalidIdentity`, or `ConnectionLost`
 * without a session of the tab
 */
export async function visitorSession(options: VisitorSessionOptions): Promise<VisitorSession> {
  if (options.identityToken !== undefined) return identified(options, options.identityToken);
  // What is stored is replaced once there is something in its place.
  const isFresh = options.fresh === true;
  const stored = isFresh ? null : readSession(options);
  if (stored !== null && (await isAccepted(stored, options))) return stored;
  const token = isFresh ? null : readReturn(options);
  const resumed =
    token === null ? null : await accepted(create(options, { persistenceToken: token }), options, stored);
  const session = resumed ?? (await create(options));
  // Two chats of a page that begin together share what the first of them was given.
  const shared = isFresh ? null : readSession(options);
  if (shared !== null && shared.sessionToken !== stored?.sessionToken) return shared;
  const { persistenceToken, ...ofTab } = session;
  keep(tabStorageOf(options), keyOf(options), JSON.stringify({ ...ofTab, persistenceToken: null }));
  keep(storageOf(options), returnKeyOf(options), persistenceToken);
  return session;
}

/** The next `visitorSession` begins a new conversation. The server keeps the old one. */
export function forgetVisitorSession(
  options: Pick<VisitorSessionOptions, 'url' | 'slug' | 'storage' | 'tabStorage' | 'key'>,
): void {
  keep(tabStorageOf(options), keyOf(options), null);
  keep(storageOf(options), returnKeyOf(options), null);
}

async function identified(options: VisitorSessionOptions, source: TokenSource): Promise<VisitorSession> {
  const { conversationId, fresh } = options;
  const identityToken = await currentToken(source);
  return create(options, {
    identityToken,
    ...(conversationId !== undefined && { conversationId }),
    ...(fresh === true && { fresh }),
  });
}

function create(
  options: VisitorSessionOptions,
  params: Partial<MethodParams<'createSession'>> = {},
): Promise<VisitorSession> {
  const { slug, referrer } = options;
  const from = referrer === undefined || referrer === '' ? {} : { referrer };
  return callOverHttp(
    options,
    'createSession',
    { slug, ...from, ...params },
    callOptions(options),
    isSession,
  );
}

async function isAccepted(session: VisitorSession, options: VisitorSessionOptions): Promise<boolean> {
  const server = { ...options, token: session.sessionToken };
  const { conversationId } = session;
  const asked = callOverHttp(
    server,
    'getConversation',
    { conversationId },
    callOptions(options),
    isConversation,
  );
  try {
    return (await accepted(asked, options, session)) !== null;
  } catch (cause) {
    const error = AgentChatError.from(cause);
    if (error.code === 'Aborted') throw error;
    return true;
  }
}

/** `null` when the session that was shown is over. */
async function accepted<T>(
  asked: Promise<T>,
  { onOver }: VisitorSessionOptions,
  session: VisitorSession | null,
): Promise<T | null> {
  try {
    return await asked;
  } catch (cause) {
    const error = AgentChatError.from(cause);
    if (!REFUSALS.includes(error.code)) throw error;
    if (error.code.startsWith('Session')) onOver?.(error, session);
    return null;
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
  const text = withStorage(tabStorageOf(options), (storage) => storage.getItem(keyOf(options)));
  if (text === null) return null;
  try {
    return parseAnswer('createSession', JSON.parse(text), isSession);
  } catch {
    return null; // Not what was stored here: as good as nothing.
  }
}

function readReturn(options: VisitorSessionOptions): string | null {
  return withStorage(storageOf(options), (storage) => storage.getItem(returnKeyOf(options)));
}

function keep(storage: StorageSource, key: string, value: string | null): void {
  withStorage(storage, (used) => (value === null ? used.removeItem(key) : used.setItem(key, value)));
}

type StorageSource = () => Storage | null | undefined;
type Places = Pick<VisitorSessionOptions, 'storage' | 'tabStorage'>;

function storageOf({ storage }: Places): StorageSource {
  return () => (storage === undefined ? globalThis.localStorage : storage);
}

function tabStorageOf({ storage, tabStorage = storage }: Places): StorageSource {
  return () => (tabStorage === undefined ? globalThis.sessionStorage : tabStorage);
}

/** A page may be denied its storage, or have no room in it: the session then lasts as long as the page. */
function withStorage<T>(source: StorageSource, use: (storage: Storage) => T): T | null {
  try {
    const storage = source();
    return storage == null ? null : use(storage);
  } catch {
    return null;
  }
}

function returnKeyOf(options: Pick<VisitorSessionOptions, 'key' | 'url' | 'slug'>): string {
  return `${keyOf(options)}:return`;
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
