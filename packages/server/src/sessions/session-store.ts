import { AgentChatError, type SessionEndReason, type SessionKind, textHash } from '@agent-chat/protocol';
import type { SessionConversations } from './session-conversations.js';
import { ended, expiresAtMs, nextStep, overError, type SessionRules } from './session-life.js';
import type { SessionRecords, UserConversation } from './session-records.js';
import { mintNonce, mintSessionId, mintToken, sessionIdOf, successorOf } from './session-tokens.js';
import type { StoredSession } from './stored-session.js';
import { confirmed, rotated, standingOf, withToken } from './token-rotation.js';

export interface NewSession {
  readonly interfaceId: string;
  readonly slug: string;
  readonly kind: SessionKind;
  readonly conversationId: string;
  readonly participantId: string;
  /** Of an identified visitor. */
  readonly userHash: string | null;
  /** `null`: it does not expire. */
  readonly timeoutMs: number | null;
  /** Whether the visitor may come back by a persistence token. */
  readonly persists: boolean;
  readonly browserFingerprint: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly referrer: string | null;
  readonly countryCode: string | null;
  /** Whether there is something in its conversation already. */
  readonly used: boolean;
}

/** A session with the tokens that were made for its visitor: they are here and nowhere again. */
export interface OpenedSession {
  readonly session: StoredSession;
  readonly sessionToken: string;
  readonly persistenceToken: string | null;
}

export interface SessionStore {
  create(of: NewSession): Promise<OpenedSession>;
  /**
   * The session of a token that is good; `null` for one that is none of ours.
   * @throws AgentChatError `SessionExpired`, `SessionEnded`
   */
  find(token: string): Promise<StoredSession | null>;
  /** As it is now, expired if its time is up; `null` when there is none. */
  look(sessionId: string): Promise<StoredSession | null>;
  /**
   * Exchanges a persistence token of that interface; `null` for one that is none of ours. A copy of a
   * token that was exchanged before ends the session.
   * @throws AgentChatError `SessionExpired`, `SessionEnded`
   */
  resume(persistenceToken: string, interfaceId: string): Promise<OpenedSession | null>;
  /** One more token for a visitor whom the host has vouched for. `null` when the session is over. */
  reopen(sessionId: string): Promise<OpenedSession | null>;
  /** Its visitor does something. Written at most so often that the end stays exact within 5 %. */
  touch(session: StoredSession): Promise<void>;
  /** Its visitor has sent a message. `null` when there is no such session any more. */
  countMessage(sessionId: string): Promise<StoredSession | null>;
  end(sessionId: string, reason: SessionEndReason): Promise<void>;
  listOfUser(interfaceId: string, userHash: string): Promise<readonly UserConversation[]>;
  /** `null`: never. Milliseconds since 1970. */
  expiresAtMs(session: StoredSession): number | null;
}

export interface SessionStoreOptions {
  readonly records: SessionRecords;
  readonly conversations: Pick<SessionConversations, 'find'>;
  readonly rules: SessionRules;
  /** The clock that all nodes share, in milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves when `now` is known to be that clock. */
  readonly synced: () => Promise<void>;
  /** Told of every session that has ended here. */
  readonly onOver: (session: StoredSession) => void;
}

/** Activity is written after a twentieth of the timeout, and after a minute at the latest. */
const MAX_UNWRITTEN_MS = 60_000;

export function createSessionStore(options: SessionStoreOptions): SessionStore {
  const { records, conversations, rules, now, synced, onOver } = options;
  const instant = (ms: number): string => new Date(ms).toISOString();

  /** Ends it if its time is up, and nothing was logged in its conversation since. */
  const lapse = async (session: StoredSession): Promise<StoredSession | null> => {
    // What is ended stays ended: not by a clock that may be wrong.
    await synced();
    const dueAt = expiresAtMs(session, rules);
    if (session.status !== 'active' || dueAt === null || dueAt > now()) return session;
    const conversation = await conversations.find(session.conversationId);
    const loggedAt = conversation === null ? 0 : Date.parse(conversation.updatedAt);
    const looked = await records.change(session.sessionId, (found) => {
      if (found.status !== 'active') return found;
      // An answer that took its time is no inactivity.
      const isNewer = found.server.used && loggedAt > Date.parse(found.lastActivityAt);
      const active = isNewer ? { ...found, lastActivityAt: instant(loggedAt) } : found;
      const endsAt = expiresAtMs(active, rules);
      return endsAt !== null && endsAt <= now() ? ended(active, 'expired', now()) : active;
    });
    if (looked !== null && looked.status !== 'active') onOver(looked);
    return looked;
  };

  /** Whether what its visitor does now is known, or will be early enough. */
  const isFresh = ({ lastActivityAt, server: { used, timeoutMs } }: StoredSession): boolean => {
    const mayWaitMs = Math.min(MAX_UNWRITTEN_MS, (timeoutMs ?? Number.POSITIVE_INFINITY) / 20);
    return used && now() - Date.parse(lastActivityAt) < mayWaitMs;
  };

  const look = async (sessionId: string): Promise<StoredSession | null> => {
    const session = await records.get(sessionId);
    return session === null ? null : lapse(session);
  };

  const end = async (sessionId: string, reason: SessionEndReason): Promise<void> => {
    const session = await records.change(sessionId, (found) => ended(found, reason, now()));
    if (session !== null) onOver(session);
  };

  return {
    look,
    end,
    expiresAtMs: (session) => expiresAtMs(session, rules),
    listOfUser: (interfaceId, userHash) => records.listOfUser(interfaceId, userHash),

    async create({ slug, timeoutMs, persists, userHash, used, ...of }) {
      const sessionId = mintSessionId();
      const sessionToken = mintToken('session', sessionId);
      const persistenceToken = persists ? mintToken('persistence', sessionId) : null;
      const at = instant(now());
      const sessionTokenHash = textHash(sessionToken);
      const persistenceTokenHash = persistenceToken === null ? null : textHash(persistenceToken);
      const session: StoredSession = {
        ...of,
        sessionId,
        ...(userHash !== null && { userHash }),
        sessionTokenHash,
        persistenceTokenHash,
        status: 'active',
        messageCount: 0,
        firstSeenAt: at,
        lastActivityAt: at,
        endedAt: null,
        server: {
          slug,
          revision: 0,
          timeoutMs,
          used,
          tokens: [{ hash: sessionTokenHash, generation: 0 }],
          persistence:
            persistenceTokenHash === null
              ? null
              : { generation: 0, hash: persistenceTokenHash, former: null, spent: [] },
        },
      };
      await records.create(session, nextStep(session, rules)?.atMs ?? null);
      return { session, sessionToken, persistenceToken };
    },

    async find(token) {
      const sessionId = sessionIdOf('session', token);
      const found = sessionId === null ? null : await records.get(sessionId);
      const hash = textHash(token);
      const issued = found?.server.tokens.find((each) => each.hash === hash);
      if (found === null || issued === undefined) return null;
      const session = await lapse(found);
      if (session === null) return null;
      const over = overError(session);
      if (over !== null) throw over;
      if (confirmed(session.server, issued) === session.server) return session;
      return records.change(session.sessionId, (each) => {
        const server = confirmed(each.server, issued);
        return server === each.server ? each : { ...each, server };
      });
    },

    async resume(token, interfaceId) {
      const sessionId = sessionIdOf('persistence', token);
      const known = sessionId === null ? null : await look(sessionId);
      if (sessionId === null || known === null || known.interfaceId !== interfaceId) return null;
      const shown = textHash(token);
      const sessionToken = mintToken('session', sessionId);
      let opened: OpenedSession | null = null;
      let isCopied = false;
      const session = await records.change(sessionId, async (found) => {
        const { persistence } = found.server;
        const standing = persistence === null ? 'unknown' : standingOf(persistence, shown, now());
        opened = null;
        isCopied = standing === 'copied';
        if (persistence === null || standing === 'unknown') return found;
        if (standing === 'copied') return ended(found, 'replaced', now());
        const over = overError(found);
        if (over !== null) throw over;
        const nonce = standing === 'former' && persistence.former ? persistence.former.nonce : mintNonce();
        const persistenceToken = await successorOf(token, nonce);
        const next = textHash(persistenceToken);
        const renewed =
          standing === 'former' ? persistence : rotated(persistence, { next, nonce, nowMs: now() });
        const server = withToken({ ...found.server, persistence: renewed }, textHash(sessionToken));
        const changed = {
          ...found,
          sessionTokenHash: textHash(sessionToken),
          persistenceTokenHash: next,
          lastActivityAt: instant(now()),
          server,
        };
        opened = { session: changed, sessionToken, persistenceToken };
        return changed;
      });
      if (isCopied && session !== null) {
        onOver(session);
        throw overError(session) ?? new AgentChatError('SessionEnded', 'This session has ended.');
      }
      return opened;
    },

    async reopen(sessionId) {
      const known = await look(sessionId);
      if (known === null || known.status !== 'active') return null;
      const sessionToken = mintToken('session', sessionId);
      const session = await records.change(sessionId, (found) =>
        found.status === 'active'
          ? {
              ...found,
              sessionTokenHash: textHash(sessionToken),
              lastActivityAt: instant(now()),
              server: withToken(found.server, textHash(sessionToken)),
            }
          : found,
      );
      return session?.status === 'active' ? { session, sessionToken, persistenceToken: null } : null;
    },

    async touch(session) {
      if (isFresh(session)) return;
      await records.change(session.sessionId, (found) =>
        found.status !== 'active' || isFresh(found)
          ? found
          : { ...found, lastActivityAt: instant(now()), server: { ...found.server, used: true } },
      );
    },

    async countMessage(sessionId) {
      return records.change(sessionId, (found) => ({
        ...found,
        messageCount: found.messageCount + 1,
        lastActivityAt: instant(now()),
      }));
    },
  };
}
