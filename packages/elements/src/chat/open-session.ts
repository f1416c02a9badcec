import {
  type ChatClient,
  createChatClient,
  createTransport,
  getPublicInterface,
  visitorSession,
  webPendingStorage,
} from '@agent-chat/client';
import { AgentChatError, type ErrorBody, type PublicInterface, type Viewer } from '@agent-chat/protocol';
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
}

export type OpenedSession =
  | {
      readonly kind: 'opened';
      readonly client: ChatClient;
      readonly info: PublicInterface;
      readonly viewer: Viewer;
    }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

/** A client, not connected yet, of the stored conversation or of a new one. It does not throw. */
export async function openSession(
  target: SessionTarget,
  fresh: boolean,
  signal: AbortSignal,
): Promise<OpenedSession> {
  try {
    return await open(target, fresh, signal);
  } catch (cause) {
    return { kind: 'failed', error: AgentChatError.from(cause).toBody() };
  }
}

async function open(
  { url, slug, transport: name }: SessionTarget,
  fresh: boolean,
  signal: AbortSignal,
): Promise<OpenedSession> {
  // Before anybody is asked for anything: a wrong name is no matter of the network.
  let token = '';
  const transport = createTransport(name, { url, token: () => token });
  const storage = findSessionStorage({ url, slug });
  const [info, session] = await Promise.all([
    getPublicInterface({ url, slug, signal }),
    visitorSession({ url, slug, storage, fresh, signal }),
  ]);
  token = session.sessionToken;
  const { conversationId } = session;
  moveSession(info.persistenceType, { url, slug }, session);
  const place = pendingPlace(info.persistenceType, conversationId);
  const client = createChatClient({
    transport,
    conversationId,
    ...(place === null ? {} : { storage: webPendingStorage(place.storage, place.key) }),
  });
  const viewer = { participantId: session.participantId, operator: false };
  return { kind: 'opened', client, info, viewer };
}
