import { nextStep, type SessionRules, type SessionStep } from './session-life.js';
import type { KeyedHash } from './keyed-hash.js';
import type { SessionConversations } from './session-conversations.js';
import type { DueEntry, SessionRecords } from './session-records.js';
import type { SessionStore } from './session-store.js';
import type { StoredSession } from './stored-session.js';

/** Does what is due of sessions: ends those whose time is up, and removes what is left of old ones. */
export interface SessionReaper {
  /** Resolves with how many sessions were looked at. Any number of nodes may do it at the same time. */
  reap(): Promise<number>;
}

export interface SessionReaperOptions {
  readonly records: SessionRecords;
  readonly sessions: Pick<SessionStore, 'look'>;
  readonly conversations: Pick<SessionConversations, 'erase' | 'removeUnused'>;
  readonly rules: SessionRules;
  readonly keyedHash: KeyedHash;
  /** Leaves nothing in files of the store of what was replaced and removed. */
  readonly forgetOld: () => Promise<void>;
  readonly now: () => number;
  /** Told of what could not be done; it is tried again later. */
  readonly onError: (error: unknown) => void;
}

const TRY_AGAIN_MS = 300_000;

export function createSessionReaper(options: SessionReaperOptions): SessionReaper {
  const { records, sessions, conversations, rules, keyedHash, forgetOld, now, onError } = options;
  /** Whether something that nobody is to know any more may still be in a file of the store. */
  let isLeftOver = false;

  const pseudonymise = async (sessionId: string): Promise<StoredSession | null> =>
    records.change(sessionId, async (found) => {
      if (found.pseudonymisedAt !== undefined) return found;
      const { ipAddress, browserFingerprint } = found;
      return {
        ...found,
        ipAddress: ipAddress === null ? null : await keyedHash(ipAddress),
        browserFingerprint: browserFingerprint === null ? null : await keyedHash(browserFingerprint),
        pseudonymisedAt: new Date(now()).toISOString(),
      };
    });

  const remove = async (session: StoredSession): Promise<null> => {
    const { conversationId, participantId } = session;
    if (!session.server.used) await conversations.removeUnused(conversationId, participantId);
    else if (session.kind === 'preview') await conversations.erase(conversationId);
    await records.remove(session);
    return null;
  };

  /** The session after the step; `null`: there is none any more. */
  const take = (step: SessionStep, session: StoredSession): Promise<StoredSession | null> => {
    if (step !== 'expire') isLeftOver = true;
    switch (step) {
      case 'expire':
        return sessions.look(session.sessionId);
      case 'pseudonymise':
        return pseudonymise(session.sessionId);
      case 'remove':
        return remove(session);
    }
  };

  /** Each step may be taken twice: an entry that a dying node leaves behind is done again. */
  const settle = async (entry: DueEntry): Promise<void> => {
    let session = await records.get(entry.sessionId);
    for (;;) {
      const next = session === null ? null : nextStep(session, rules);
      if (session === null || next === null || next.atMs > now()) {
        await records.settleDue(entry, next?.atMs ?? null);
        return;
      }
      session = await take(next.step, session);
    }
  };

  const leaveNothing = async (): Promise<void> => {
    if (!isLeftOver) return;
    try {
      await forgetOld();
      isLeftOver = false;
    } catch (error) {
      onError(error); // It is done again with what is due next.
    }
  };

  return {
    async reap() {
      let count = 0;
      for (;;) {
        const due = await records.listDue(now());
        for (const entry of due) {
          try {
            await settle(entry);
          } catch (error) {
            // It holds up nobody else.
            onError(error);
            await records.settleDue(entry, now() + TRY_AGAIN_MS);
          }
        }
        count += due.length;
        if (due.length === 0) break;
      }
      await leaveNothing();
      return count;
    },
  };
}
