import {
  type ChatClient,
  createChatClient,
  createSocketPool,
  createTransport,
  getPublicInterface,
  type HttpServer,
  type NetworkTransportOptions,
  type Transport,
  type UploadAttachment,
  visitorSession,
  webPendingStorage,
} from '@agent-chat/client';
import { AgentChatError, type ErrorBody, type PublicInterface, type Viewer } from '@agent-chat/protocol';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { MemberAccess } from './member-access.js';
import { memberDirectory } from './member-directory.js';
import { pendingPlace } from './pending-storage.js';
import { findSessionStorage, moveSession } from './visitor-storage.js';

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
}

/** `fresh`: another conversation than any that there is. `conversationId`: of a member's, this one. */
export interface Wish {
  readonly fresh: boolean;
  readonly conversationId: string | null;
}

export interface Opened {
  readonly kind: 'opened';
  readonly client: ChatClient;
  readonly info: PublicInterface;
  readonly viewer: Viewer;
  /** `null`: a visitor has one conversation. */
  readonly directory: ConversationDirectory | null;
}

export type OpenedSession = Opened | { readonly kind: 'failed'; readonly error: ErrorBody };

/** The chats of a page under one token share a socket: a page has one of these. */
const pool = createSocketPool();

/** A client, not connected yet, of the conversation that is wished for. It does not throw. */
export async function openSession(
  target: SessionTarget,
  wish: Wish,
  signal: AbortSignal,
): Promise<OpenedSession> {
  try {
    return await (target.member === null
      ? openVisitor(target, wish.fresh, signal)
      : openMember(target, target.member, wish, signal));
  } catch (cause) {
    return { kind: 'failed', error: AgentChatError.from(cause).toBody() };
  }
}

async function openVisitor(target: SessionTarget, fresh: boolean, signal: AbortSignal): Promise<Opened> {
  const { url, slug } = target;
  // Before anybody is asked for anything: a wrong name is no matter of the network.
  transportOf(target, { token: '' }).close();
  const storage = findSessionStorage({ url, slug });
  const [info, session] = await Promise.all([
    getPublicInterface({ url, slug, signal }),
    visitorSession({ url, slug, storage, fresh, signal }),
  ]);
  const { conversationId, participantId, sessionToken } = session;
  moveSession(info.persistenceType, { url, slug }, session);
  const transport = transportOf(target, { token: sessionToken, scope: `${url} ${participantId}` });
  return {
    kind: 'opened',
    client: clientOf(transport, conversationId, info, uploadTo({ url, token: sessionToken })),
    info,
    viewer: { participantId, operator: false },
    directory: null,
  };
}

async function openMember(
  target: SessionTarget,
  member: MemberAccess,
  wish: Wish,
  signal: AbortSignal,
): Promise<Opened> {
  const { url, slug } = target;
  const [person] = member.participants;
  const scope = `${url} ${person?.participantId ?? ''}`;
  const transport = transportOf(target, { token: member.token, scope });
  const directory = memberDirectory(transport, member);
  const [info, conversationId] = await Promise.all([
    getPublicInterface({ url, slug, signal }),
    findConversation(directory, member, wish, signal),
  ]);
  const viewer = { ...(person && { participantId: person.participantId }), operator: false };
  const client = clientOf(transport, conversationId, info, uploadTo({ url, token: member.token }));
  return { kind: 'opened', client, info, viewer, directory };
}

async function findConversation(
  directory: ConversationDirectory,
  member: MemberAccess,
  wish: Wish,
  signal: AbortSignal,
): Promise<string> {
  if (wish.fresh) return directory.create();
  const named = wish.conversationId ?? member.conversationId;
  if (named !== undefined) return named;
  const newest = (await directory.list({ signal })).find(({ ended }) => !ended);
  return newest?.conversationId ?? directory.create();
}

function transportOf(
  { url, transport }: SessionTarget,
  options: Pick<NetworkTransportOptions, 'token' | 'scope'>,
): Transport {
  // In HTML a name is written with a hyphen.
  return createTransport(transport.replace('-', '_'), { url, pool, ...options });
}

/** Files go over HTTP, whichever way everything else goes. */
function uploadTo(server: HttpServer): UploadAttachment {
  return async (...args) => (await import('./upload-files.js')).httpUpload(server)(...args);
}

function clientOf(
  transport: Transport,
  conversationId: string,
  info: PublicInterface,
  upload: UploadAttachment,
): ChatClient {
  const place = pendingPlace(info.persistenceType, conversationId);
  return createChatClient({
    transport,
    conversationId,
    upload,
    ...(place === null ? {} : { storage: webPendingStorage(place.storage, place.key) }),
  });
}
