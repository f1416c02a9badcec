import type { Ledger, RateLimits } from '@agent-chat/core';
import {
  AgentChatError,
  type Caller,
  type ConversationMethod,
  type MethodParams,
  textHash,
} from '@agent-chat/protocol';
import { requireMessageFiles } from '../files/upload-rules.js';
import { type Identity, personOf } from '../methods/identity.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import type { SessionStore } from '../sessions/session-store.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { type CallCounter, KIND_OF_CALL } from './call-limits.js';
import { MESSAGES } from './interface-rules.js';

/** How many messages somebody may send. */
export interface MessageLimit {
  /** An integer from 1 to 10,000. */
  readonly messages: number;
  /** An integer from 1 to 86,400. */
  readonly windowSeconds: number;
}

/** What is to be called when it is known what has become of the call; neither where nobody knows. */
export interface Admitted {
  readonly succeeded: () => Promise<void>;
  readonly refused: () => Promise<void>;
}

/** Decides whether a call may be made now, beyond what its caller may do at all. */
export interface Admission {
  /**
   * To be asked before each call on a conversation.
   * @throws AgentChatError `RateLimited` with `details.retryAfterMs`, `BudgetExceeded`; `Forbidden` where
   * the session's interface is not published any more; `Forbidden` and `InvalidMessage` for files that it
   * does not allow
   */
  admit(method: ConversationMethod, params: unknown, identity: Identity): Promise<Admitted>;
}

export interface AdmissionOptions {
  readonly sessions: Pick<SessionStore, 'touch' | 'countMessage'>;
  readonly interfaces: InterfaceDirectory;
  readonly rateLimits: RateLimits;
  readonly calls: CallCounter;
  readonly ledger: Ledger;
  /** Of people whom the host itself knows; `null`: as many as they like. */
  readonly memberLimit: MessageLimit | null;
}

/** They may carry files. */
const WITH_FILES: readonly ConversationMethod[] = ['sendMessage', 'editQueued'];
/** A page makes these by itself: nobody need be there. */
const BY_ITSELF: readonly ConversationMethod[] = ['getConversation', 'getEvents', 'listConversations'];
const DEFAULT_LIMIT: MessageLimit = { messages: 10, windowSeconds: 60 };
/** A message that was admitted and then never settled: the process died. */
const RESERVED_FOR_MS = 60_000;

const nothing = (): Promise<void> => Promise.resolve();
const NOTHING_HELD: Admitted = { succeeded: nothing, refused: nothing };

export function createAdmission(options: AdmissionOptions): Admission {
  const { sessions, interfaces, rateLimits, calls, ledger, memberLimit } = options;

  const take = async (
    tenant: string,
    who: string,
    { messages, windowSeconds }: MessageLimit,
    id: string,
  ): Promise<boolean> => {
    const key = `messages:${who}`;
    const windowMs = windowSeconds * 1_000;
    const result = await rateLimits.take({ tenant, key, id, limit: messages, windowMs });
    if (result.allowed) return result.repeated;
    throw new AgentChatError('RateLimited', `At most ${messages} messages in ${windowSeconds} s.`, {
      details: { limit: messages, windowSeconds, retryAfterMs: result.retryAfterMs },
    });
  };

  /** Holds the message against the caps of the interface; gives what settles it, and what lets go of it. */
  const reserve = async (
    tenant: string,
    { interfaceId }: StoredSession,
    caps: readonly { readonly window: 'total' | 'hour' | 'day' | 'week' | 'month'; readonly limit: number }[],
    reservationId: string,
  ): Promise<Admitted> => {
    if (caps.length === 0) return NOTHING_HELD;
    const scope = { kind: 'interface', id: interfaceId } as const;
    const entries = caps.map(({ window, limit }) => ({
      meter: MESSAGES,
      scope,
      window,
      amount: 1,
      cap: limit,
    }));
    const result = await ledger.reserve({ tenant, reservationId, entries, ttlMs: RESERVED_FOR_MS });
    if (result.status === 'refused') {
      const { window, cap } = result.entry;
      throw new AgentChatError('BudgetExceeded', 'This chat takes no more messages for now.', {
        details: { budget: { meter: MESSAGES, scope, window, limit: cap } },
      });
    }
    const actual = [{ meter: MESSAGES, amount: 1 }];
    return {
      async succeeded() {
        await ledger.settle({ tenant, reservationId, actual });
      },
      async refused() {
        await ledger.release({ tenant, reservationId });
      },
    };
  };

  const ofVisitor = async (
    { tenant }: Caller,
    session: StoredSession,
    requestId: string,
  ): Promise<Admitted> => {
    const config = await interfaces.find(session.server.slug);
    // What has its slug by now is another one.
    if (config === null || (config.interfaceId ?? config.slug) !== session.interfaceId) throw offTheAir();
    const { rateLimitMessages: messages = DEFAULT_LIMIT.messages } = config;
    const { rateLimitWindowSeconds: windowSeconds = DEFAULT_LIMIT.windowSeconds } = config;
    const id = textHash(`${session.conversationId} ${requestId}`);
    const isRepeated = await take(tenant, session.sessionId, { messages, windowSeconds }, id);
    const caps = (config.budgets ?? []).filter(({ meter }) => meter === MESSAGES);
    const held = await reserve(tenant, session, caps, id);
    // What is refused is no activity, and costs no write.
    await sessions.touch(session);
    return {
      ...held,
      async succeeded() {
        await held.succeeded();
        if (!isRepeated) await sessions.countMessage(session.sessionId);
      },
    };
  };

  return {
    async admit(method, params, identity) {
      const { caller, session } = identity;
      if (WITH_FILES.includes(method)) {
        await requireMessageFiles((params as MethodParams<'sendMessage'>).parts, identity, interfaces);
      }
      const kind = KIND_OF_CALL[method];
      if (kind !== 'messages') {
        if (kind !== null) await calls.ofPerson(identity, kind, requestIdOf(params));
        if (session !== null && !BY_ITSELF.includes(method)) await sessions.touch(session);
        return NOTHING_HELD;
      }
      const { clientRequestId } = params as MethodParams<'sendMessage'>;
      if (session !== null) return ofVisitor(caller, session, clientRequestId);
      const who = personOf(identity);
      if (who === null || memberLimit === null) return NOTHING_HELD;
      const id = textHash(`${(params as MethodParams<'sendMessage'>).conversationId} ${clientRequestId}`);
      await take(caller.tenant, who, memberLimit, id);
      return NOTHING_HELD;
    },
  };
}

function offTheAir(): AgentChatError {
  return new AgentChatError('Forbidden', 'This chat is not published any more.', {
    details: { reason: 'unpublished' },
  });
}

/** What makes a retry the same call; `undefined` where each is another. */
function requestIdOf(params: unknown): string | undefined {
  const { conversationId = '', clientRequestId } = params as Partial<MethodParams<'giveFeedback'>>;
  return clientRequestId === undefined ? undefined : `${conversationId} ${clientRequestId}`;
}
