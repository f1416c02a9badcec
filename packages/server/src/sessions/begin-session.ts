import type { RateLimits } from '@agent-chat/core';
import { AgentChatError, type MethodParams, type MethodResult, type SessionKind } from '@agent-chat/protocol';
import type { CallCounter } from '../admission/call-limits.js';
import { type ClientAddress, networkOf } from '../admission/client-address.js';
import { MESSAGES } from '../admission/interface-rules.js';
import type { MessageLimit } from '../admission/admission.js';
import type { CallSource } from '../call-source.js';
import type { IdentityVerifier } from '../identity/identity-verifier.js';
import type { Identity } from '../methods/identity.js';
import type { InterfaceConfig } from './interfaces.js';
import type { KeyedHash } from './keyed-hash.js';
import type { SessionConversations } from './session-conversations.js';
import type { UserConversation } from './session-records.js';
import type { OpenedSession, SessionStore } from './session-store.js';
import { mintSessionId } from './session-tokens.js';
import type { StoredSession } from './stored-session.js';

export interface BeginSessionOptions {
  readonly sessions: SessionStore;
  readonly conversations: SessionConversations;
  readonly identity: IdentityVerifier;
  readonly keyedHash: KeyedHash;
  readonly rateLimits: RateLimits;
  /** Of attempts to come back. */
  readonly calls: CallCounter;
  readonly clientAddress: ClientAddress;
  readonly countryOf: (request: Request) => string | null;
  readonly tenant: string;
  /** Of sessions that one network begins; `null`: as many as it likes. */
  readonly creationLimit: CreationLimit | null;
  /** Of sessions of kind `preview`. */
  readonly previewTimeoutMs: number;
}

export interface CreationLimit {
  /** An integer from 1 to 10,000. */
  readonly sessions: number;
  readonly windowSeconds: MessageLimit['windowSeconds'];
}

export type BeginSession = (
  config: InterfaceConfig,
  params: MethodParams<'createSession'>,
  identity: Identity | null,
  source: CallSource,
) => Promise<MethodResult<'createSession'>>;

/** Who the visitor is, and how long their session may rest. */
interface Visitor {
  readonly kind: SessionKind;
  readonly participantId: string;
  readonly displayName: string;
  readonly userHash: string | null;
}

const DEFAULT_TIMEOUT_MINUTES = 60;
const MINUTE_MS = 60_000;
const MAX_USER_AGENT = 512;

/** Begins a visitor's session, or takes one up again. */
export function createBeginSession(options: BeginSessionOptions): BeginSession {
  const { sessions, conversations, identity, keyedHash, rateLimits, tenant } = options;

  const answer = (
    { session, sessionToken, persistenceToken }: OpenedSession,
    resumed: boolean,
  ): MethodResult<'createSession'> => {
    const expiresAtMs = sessions.expiresAtMs(session);
    return {
      sessionToken,
      persistenceToken,
      conversationId: session.conversationId,
      participantId: session.participantId,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
      resumed,
    };
  };

  /** Whoever counts may keep its keys for longer than addresses may be kept. */
  const networkHash = (address: string): Promise<string> => keyedHash(networkOf(address));

  /** @throws AgentChatError `RateLimited` */
  const countCreation = async (key: string): Promise<void> => {
    if (options.creationLimit === null) return;
    const { sessions: limit, windowSeconds } = options.creationLimit;
    const result = await rateLimits.take({ tenant, key, limit, windowMs: windowSeconds * 1_000 });
    if (result.allowed) return;
    throw new AgentChatError('RateLimited', 'Too many conversations were begun from here. Try again later.', {
      details: { limit, windowSeconds, retryAfterMs: result.retryAfterMs },
    });
  };

  const timeoutMsOf = (config: InterfaceConfig, kind: SessionKind): number | null => {
    if (kind === 'preview') return options.previewTimeoutMs;
    const minutes = config.sessionTimeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES;
    return minutes === 0 ? null : minutes * MINUTE_MS;
  };

  /** @param bound the conversation that is there already; `null`: a new one is made */
  const create = async (
    config: InterfaceConfig,
    visitor: Visitor,
    params: MethodParams<'createSession'>,
    { request, remoteAddress }: CallSource,
    bound: string | null,
  ): Promise<OpenedSession> => {
    const { kind, participantId, displayName, userHash } = visitor;
    const interfaceId = config.interfaceId ?? config.slug;
    const conversationId = bound ?? `conv_${mintSessionId()}`;
    // The session first: whatever happens after it, somebody removes what is left.
    const opened = await sessions.create({
      interfaceId,
      slug: config.slug,
      kind,
      conversationId,
      participantId,
      userHash,
      timeoutMs: timeoutMsOf(config, kind),
      persists: kind === 'anonymous' && config.persistenceType === 'local_storage',
      browserFingerprint: params.browserFingerprint ?? null,
      ipAddress: options.clientAddress(request, remoteAddress),
      userAgent: request.headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
      referrer: params.referrer ?? null,
      countryCode: countryCodeOf(options.countryOf(request)),
      used: bound !== null,
    });
    if (bound !== null) return opened;
    const { host } = conversations;
    await host.call('createConversation', {
      clientRequestId: conversationId,
      conversationId,
      participants: [{ participantId, kind: 'user', displayName }, ...config.participants],
      interfaceId,
    });
    for (const { meter, window, limit } of config.budgets ?? []) {
      if (meter === MESSAGES) continue;
      await host.call('setBudget', {
        conversationId,
        clientRequestId: `budget ${meter} ${window}`,
        budget: { meter, scope: { kind: 'interface', id: interfaceId }, window, limit },
      });
    }
    return opened;
  };

  const beginIdentified = async (
    config: InterfaceConfig,
    identityToken: string,
    params: MethodParams<'createSession'>,
    source: CallSource,
  ): Promise<MethodResult<'createSession'>> => {
    const { issuer, subject, displayName } = await identity.verify(identityToken);
    const userHash = await keyedHash(JSON.stringify([tenant, issuer, subject]));
    const visitor: Visitor = {
      kind: 'identified',
      // The same on every device, and nothing that the host calls its people by.
      participantId: `user_${userHash.slice(0, 32)}`,
      displayName: displayName ?? config.visitorName ?? 'Visitor',
      userHash,
    };
    const own =
      params.fresh === true ? [] : await sessions.listOfUser(config.interfaceId ?? config.slug, userHash);
    const wanted = params.conversationId;
    const named = own.find(({ conversationId }) => conversationId === wanted);
    if (wanted !== undefined && params.fresh !== true) {
      if (named === undefined || (await conversations.find(named.conversationId)) === null) {
        throw new AgentChatError('UnknownConversation', 'There is no such conversation.');
      }
      const reopened = await sessions.reopen(named.sessionId);
      if (reopened !== null) return answer(reopened, true);
      await countCreation(`sessions:user:${userHash}`);
      return answer(await create(config, visitor, params, source, named.conversationId), true);
    }
    for (const session of await activeOf(own)) {
      const reopened = (await isOver(session)) ? null : await sessions.reopen(session.sessionId);
      if (reopened !== null) return answer(reopened, true);
    }
    await countCreation(`sessions:user:${userHash}`);
    return answer(await create(config, visitor, params, source, null), false);
  };

  /** Those that are not over, the one that was used last in front. */
  const activeOf = async (own: readonly UserConversation[]): Promise<StoredSession[]> => {
    const found = await Promise.all(own.map(({ sessionId }) => sessions.look(sessionId)));
    return found
      .filter((session) => session !== null)
      .filter(({ status }) => status === 'active')
      .sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : -1));
  };

  /** Whether its conversation was deleted, with which it ends: whoever deletes knows of no sessions. */
  const isOver = async ({ sessionId, conversationId }: StoredSession): Promise<boolean> => {
    const isDeleted = await conversations.isDeleted(conversationId);
    if (isDeleted) await sessions.end(sessionId, 'ended');
    return isDeleted;
  };

  return async (config, params, caller, source) => {
    const address = options.clientAddress(source.request, source.remoteAddress);
    const comesBack = params.identityToken !== undefined || params.persistenceToken !== undefined;
    // Who tries tokens out, or has signatures checked, does so slowly.
    if (comesBack && address !== null) {
      await options.calls.of(tenant, `address:${await networkHash(address)}`, 'returns');
    }
    if (params.identityToken !== undefined) {
      return beginIdentified(config, params.identityToken, params, source);
    }
    if (params.persistenceToken !== undefined) {
      const resumed = await sessions.resume(params.persistenceToken, config.interfaceId ?? config.slug);
      if (resumed === null) throw new AgentChatError('Unauthorized', 'This token is none of ours.');
      if (await isOver(resumed.session)) {
        throw new AgentChatError('SessionEnded', 'Its conversation was deleted. Begin another one.', {
          details: { reason: 'ended' },
        });
      }
      return answer(resumed, true);
    }
    const isPreview = caller?.caller.kind === 'operator' && caller.caller.tenant === tenant;
    if (!isPreview && address !== null) await countCreation(`sessions:address:${await networkHash(address)}`);
    const visitor: Visitor = {
      kind: isPreview ? 'preview' : 'anonymous',
      participantId: `visitor_${mintSessionId()}`,
      displayName: config.visitorName ?? 'Visitor',
      userHash: null,
    };
    return answer(await create(config, visitor, params, source, null), false);
  };
}

/** ISO 3166-1 with two letters; what is something else is not known. */
function countryCodeOf(country: string | null): string | null {
  const code = country?.trim().toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(code) && code !== 'XX' ? code : null;
}
