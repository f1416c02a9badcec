import {
  type ChatClient,
  createChatClient,
  createSocketPool,
  createTransport,
  getPublicInterface,
  type HttpServer,
  type NetworkTransportOptions,
  retryAfterMs,
  type TokenSource,
  type Transport,
  type VisitorSession,
  visitorSession,
} from '@agent-chat/client';
import { AgentChatError, type ErrorBody, type PublicInterface, type Viewer } from '@agent-chat/protocol';
import type { AttachmentUrl } from '../context/contexts.js';
import type { TextOwner } from '../context/text-owner.js';
import { sessionDraftText } from '../composer/draft-text.js';
import { inParagraphs } from '../composer/kept-text.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { MemberAccess } from './member-access.js';
import { memberDirectory } from './member-directory.js';
import { memory } from './memory-storage.js';
import { pageStorage } from './page-storage.js';
import { forgetPending, pendingStorage } from './pending-storage.js';
import { unsentTexts } from './unsent-texts.js';
import type { FileWays } from './upload-files.js';
import { visitorDirectory } from './visitor-directory.js';

/** Whom to talk to, and how. */
export interface SessionTarget {
  /** The server's address; empty for the page's own origin. */
  readonly url: string;
  /** The name of the interface. */
  readonly slug: string;
  /** The name of the transport. */
  readonly transport: string;
  /** Whom the host has recognised; `null` for an anonymous visitor. */
  readonly member: MemberAccess | null;
  /** By what the host vouches for a visitor who has logged in; `null`: it does not. */
  readonly identity: TokenSource | null;
}

export interface Wish {
  /** Another conversation than any that there is. */
  readonly fresh: boolean;
  /** Of those of a person who has several, this one. */
  readonly conversationId: string | null;
  /** Names a conversation that is made for it: every try makes the same one. */
  readonly requestId: string;
  /** With `fresh`: the conversation before. */
  readonly left: LeftConversation | null;
}

export interface LeftConversation {
  readonly client: ChatClient;
  /** Who has written there. */
  readonly participantId: string | undefined;
  /** Its session was over: what could not be sent there goes along. */
  readonly isOver: boolean;
}

/** How a session is asked for. */
export interface Asking {
  readonly signal: AbortSignal;
  /** Told what the client of the session goes on without. */
  readonly onWarning: (warning: AgentChatError) => void;
}

export interface Opened {
  readonly kind: 'opened';
  readonly client: ChatClient;
  readonly info: PublicInterface;
  readonly viewer: Viewer;
  /** `null`: a visitor has one conversation. */
  readonly directory: ConversationDirectory | null;
  /** Where the content of a file is. */
  readonly attachmentUrl: AttachmentUrl;
  /** Whether the visitor had a conversation that is over. */
  readonly hasExpired: boolean;
  /** Whether the browser lets the page keep nothing: the visitor does not come back to the conversation. */
  readonly isForgotten: boolean;
}

export interface NotOpened {
  readonly kind: 'failed';
  readonly error: ErrorBody;
  /** How long the server asked to wait. */
  readonly retryAfterMs: number;
}

/** The chats of a page under one token share a socket: a page has one of these. */
const pool = createSocketPool();

/** A client, not connected yet, of the conversation that is wished for. It does not throw. */
export async function openSession(
  target: SessionTarget,
  wish: Wish,
  asking: Asking,
): Promise<Opened | NotOpened> {
  try {
    return await (target.member === null
      ? openVisitor(target, wish, asking)
      : openMember(target, target.member, wish, asking));
  } catch (cause) {
    const error = AgentChatError.from(cause);
    return { kind: 'failed', error: error.toBody(), retryAfterMs: retryAfterMs(error) };
  }
}

async function openVisitor(
  target: SessionTarget,
  { fresh, conversationId: wanted, left }: Wish,
  asking: Asking,
): Promise<Opened> {
  const { url, slug, identity } = target;
  const { signal } = asking;
  // Before anybody is asked for anything: a wrong name is no matter of the network.
  const unused = transportOf(target, { token: '' });
  unused.close();
  const over: (VisitorSession | null)[] = [];
  const storage = pageStorage('local_storage') ?? memory;
  const tabStorage = pageStorage('session') ?? memory;
  const [info, session] = await Promise.all([
    getPublicInterface({ url, slug, signal }),
    visitorSession({
      url,
      slug,
      fresh,
      signal,
      storage,
      tabStorage,
      referrer: document.referrer,
      identityToken: identity ?? undefined,
      conversationId: wanted ?? undefined,
      onOver: (_, session) => void over.push(session),
    }),
  ]);
  const { conversationId, participantId, sessionToken } = session;
  const [former] = over;
  if (former != null && former.conversationId !== conversationId) {
    const client = clientOf(unused, former, info, asking);
    leave({ ...former, client, isOver: true }, session, sessionDraftText.load(former));
  }
  // An anonymous visitor does not come back to it, and has what they were writing before their eyes.
  if (left !== null && identity === null) leave(left, session);
  else if (left?.isOver === true) leave(left, session, sessionDraftText.load(ownerOf(left)));
  const transport = transportOf(target, { token: sessionToken, scope: `${url} ${participantId}` });
  const files = filesOn({ url, token: sessionToken });
  return {
    kind: 'opened',
    client: clientOf(transport, session, info, { ...asking, files }),
    info,
    attachmentUrl: files.attachmentUrl,
    viewer: { participantId, operator: false },
    directory: identity === null ? null : visitorDirectory({ url, slug, token: sessionToken }),
    hasExpired: over.length > 0,
    isForgotten: identity === null && (info.persistenceType === 'session' ? tabStorage : storage) === memory,
  };
}

async function openMember(
  target: SessionTarget,
  member: MemberAccess,
  wish: Wish,
  asking: Asking,
): Promise<Opened> {
  const { url, slug } = target;
  const { signal } = asking;
  const participantId = member.participants[0]?.participantId;
  // Where nobody says who it is, the next tab may be another person's: it reads for itself.
  const scope = participantId === undefined ? undefined : `${url} ${participantId}`;
  const transport = transportOf(target, { token: member.token, scope });
  const directory = memberDirectory(transport, member, wish.requestId);
  const [info, conversationId] = await Promise.all([
    getPublicInterface({ url, slug, signal }),
    findConversation(directory, member, wish, signal),
  ]);
  const viewer = { ...(participantId !== undefined && { participantId }), operator: false };
  const files = filesOn({ url, token: member.token });
  const client = clientOf(transport, { conversationId, participantId }, info, { ...asking, files });
  const { attachmentUrl } = files;
  const opened = { client, info, viewer, directory, attachmentUrl } as const;
  return { kind: 'opened', ...opened, hasExpired: false, isForgotten: false };
}

async function findConversation(
  directory: Required<ConversationDirectory>,
  member: MemberAccess,
  wish: Wish,
  signal: AbortSignal,
): Promise<string> {
  if (wish.fresh) return directory.create();
  const named = wish.conversationId ?? member.conversationId;
  if (named !== undefined) return named;
  const newest = (await directory.list({ signal })).conversations.find(({ ended }) => !ended);
  return newest?.conversationId ?? directory.create();
}

function transportOf(
  { url, transport }: SessionTarget,
  options: Pick<NetworkTransportOptions, 'token' | 'scope'>,
): Transport {
  // In HTML a name is written with a hyphen.
  return createTransport(transport, { url, pool, ...options });
}

/** Files go over HTTP, whichever way everything else goes. */
function filesOn(server: HttpServer): FileWays {
  const load = async (): Promise<FileWays> => (await import('./upload-files.js')).filesOn(server);
  return {
    upload: async (...args) => (await load()).upload(...args),
    withdraw: async (...args) => (await load()).withdraw(...args),
    attachmentUrl: async (...args) => (await load()).attachmentUrl(...args),
  };
}

function clientOf(
  transport: Transport,
  owner: TextOwner,
  info: PublicInterface,
  { files, onWarning }: Pick<Asking, 'onWarning'> & { readonly files?: FileWays },
): ChatClient {
  const { conversationId } = owner;
  const storage = pendingStorage(info.persistenceType, owner);
  return createChatClient({ transport, conversationId, files, onWarning, storage });
}

/**
 * Leaves nothing behind in a conversation; where its session was over, what was not sent there goes to
 * the one in its place.
 *
 * @param draft what stands in no field any more
 */
function leave(left: LeftConversation, to: VisitorSession, draft = ''): void {
  const { client, isOver } = left;
  const owner = ownerOf(left);
  const unsent = isOver ? inParagraphs(...unsentTexts(client), draft) : '';
  if (unsent !== '') sessionDraftText.save(to, unsent);
  sessionDraftText.save(owner, '');
  forgetPending(owner);
}

function ownerOf({ client: { conversationId }, participantId }: LeftConversation): TextOwner {
  return { conversationId, participantId };
}
