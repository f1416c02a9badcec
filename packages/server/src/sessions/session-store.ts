import type { Clock, RecordStore } from '@agent-chat/core';
import { AgentChatError, type JsonValue, textHash } from '@agent-chat/protocol';

/** An anonymous visitor's handle on one conversation of one interface. */
export interface VisitorSession {
  /** The SHA-256 of the token: what is stored can not be used to call. */
  readonly sessionId: string;
  readonly interfaceSlug: string;
  readonly conversationId: string;
  readonly participantId: string;
  /** ISO-8601. */
  readonly createdAt: string;
}

export interface SessionStore {
  /** The token is returned here and nowhere again. */
  create(
    of: Pick<VisitorSession, 'interfaceSlug' | 'conversationId' | 'participantId'>,
  ): Promise<{ token: string; session: VisitorSession }>;
  /** `null` for a token that is none of ours, or of a session that has ended. */
  find(token: string): Promise<VisitorSession | null>;
  end(session: VisitorSession): Promise<void>;
}

const COLLECTION = 'sessions';
const TOKEN_BYTES = 32;
/** Tells our tokens from a host's own without a look-up. */
const TOKEN = /^acs_[0-9A-Za-z_-]{43}$/;

export function createSessionStore(records: RecordStore, tenant: string, clock: Clock): SessionStore {
  return {
    async create(of) {
      const token = mintToken();
      const createdAt = new Date(clock.now()).toISOString();
      const session = { sessionId: textHash(token), createdAt, ...of };
      await records.put(tenant, COLLECTION, session.sessionId, { ...session });
      return { token, session };
    },
    async find(token) {
      if (!TOKEN.test(token)) return null;
      const record = await records.get(tenant, COLLECTION, textHash(token));
      return record === null ? null : readSession(record);
    },
    async end(session) {
      await records.delete(tenant, COLLECTION, session.sessionId);
    },
  };
}

function mintToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  const text = btoa(String.fromCharCode(...bytes));
  return `acs_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

const FIELDS = ['sessionId', 'interfaceSlug', 'conversationId', 'participantId', 'createdAt'];

function readSession(record: JsonValue): VisitorSession {
  const fields = Object(record) as Record<string, unknown>;
  if (!FIELDS.every((name) => typeof fields[name] === 'string')) {
    throw new AgentChatError('StoreDamaged', 'A session record can not be read.');
  }
  return fields as unknown as VisitorSession;
}
