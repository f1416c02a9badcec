import type { Clock, Orchestrator, RateLimits, Store } from '@agent-chat/core';
import { type Admission, createAdmission, type MessageLimit } from '../admission/admission.js';
import type { CallCounter } from '../admission/call-limits.js';
import type { ClientAddress, TrustedProxies } from '../admission/client-address.js';
import type { IdentityOptions } from '../identity/identity-options.js';
import { createIdentityVerifier } from '../identity/identity-verifier.js';
import { countedSessions } from '../operators/counted-sessions.js';
import { createInterfaceCounter, type InterfaceCounter } from '../operators/interface-counts.js';
import { createOperatorMethods, type OperatorMethod } from '../operators/operator-methods.js';
import { createSessionStats, type SessionStatsStore } from '../operators/session-stats.js';
import type { ServerMethods } from '../methods/server-methods.js';
import { createStoreClock } from '../store-clock.js';
import type { Connections } from '../streams/connections.js';
import { type CreationLimit, createBeginSession } from './begin-session.js';
import { createInterfaceMethods, type InterfaceMethods, type VisitorChoices } from './interface-methods.js';
import type { InterfaceDirectory } from './interfaces.js';
import { createKeyedHash } from './keyed-hash.js';
import { createSessionConversations } from './session-conversations.js';
import { byeOf } from './session-life.js';
import { type SessionOptions, sessionRules } from './session-options.js';
import { createSessionReaper } from './session-reaper.js';
import { createSessionRecords } from './session-records.js';
import { createSessionStore, type SessionStore } from './session-store.js';
import { createSessionUpkeep, type SessionUpkeep } from './session-upkeep.js';
import type { StoredSession } from './stored-session.js';

/** What a host may say of visitors, their sessions and their limits. */
export interface VisitorOptions {
  readonly sessions?: SessionOptions;
  /**
   * The models and personas that visitors may choose, in interfaces that do not say so themselves; asked
   * each time. Default: none.
   */
  readonly visitorChoices?: () => VisitorChoices;
  /** Vouches for visitors who have logged in with the host. Default: all are anonymous. */
  readonly identity?: IdentityOptions;
  /** The proxies that are believed about where a request comes from. Default: none. */
  readonly trustedProxies?: TrustedProxies;
  /**
   * Sessions that one address (of IPv6: one /64) may begin; for an identified visitor, that person.
   * `null`: as many as it likes. Default: 60 in 10 minutes.
   */
  readonly creationLimit?: CreationLimit | null;
  /** Messages of one member, or of one visitor whom the host itself knows; `null`: as many as they like. Default: 120 in 60 seconds. */
  readonly memberLimit?: MessageLimit | null;
}

/** Everything about visitors, put together. */
export interface Visitors {
  readonly sessions: SessionStore;
  readonly methods: InterfaceMethods;
  /** What operators see of them. */
  readonly operatorMethods: ServerMethods<OperatorMethod>;
  readonly counter: InterfaceCounter;
  readonly stats: SessionStatsStore;
  readonly admission: Admission;
  readonly upkeep: SessionUpkeep;
}

export interface VisitorsContext extends VisitorOptions {
  readonly orchestrator: Orchestrator;
  readonly store: Pick<Store, 'records' | 'ledger' | 'now'>;
  readonly rateLimits: RateLimits;
  readonly directory: InterfaceDirectory;
  readonly calls: CallCounter;
  /** Whether the page of a request is one that may show a chat of these origins. */
  readonly mayShow: (allowedOrigins: readonly string[], request: Request) => boolean;
  readonly connections: Connections;
  readonly clientAddress: ClientAddress;
  readonly tenant: string;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const CREATION_LIMIT: CreationLimit = { sessions: 60, windowSeconds: 600 };
const MEMBER_LIMIT: MessageLimit = { messages: 120, windowSeconds: 60 };
const PREVIEW_TIMEOUT_MS = 1_800_000;
const CHECK_EVERY_MS = 10_000;

/** @throws AgentChatError `InvalidConfiguration` */
export function createVisitors(context: VisitorsContext): Visitors {
  const { orchestrator, directory, calls, connections, tenant, clock, onError } = context;
  const { sessions: options = {} } = context;
  const { store, rateLimits } = context;
  const { records: recordStore, ledger } = store;
  const { creationLimit = CREATION_LIMIT, memberLimit = MEMBER_LIMIT } = context;
  const { now, sync, synced } = createStoreClock(clock, store.now?.bind(store));
  const rules = sessionRules(options);
  const kept = createSessionRecords(recordStore, tenant);
  const conversations = createSessionConversations(orchestrator, tenant);
  const keyedHash = createKeyedHash(recordStore, tenant, options.secret, 'visitors');
  const ofStats = {
    records: recordStore,
    sessions: kept,
    conversations,
    keyedHash,
    tenant,
    now,
    clock,
    onError,
  };
  const stats = createSessionStats(ofStats);
  const counter = createInterfaceCounter({ records: recordStore, tenant, clock, onError });
  const records = countedSessions(kept, { stats, counter, onError });

  const onOver = (session: StoredSession): void => {
    const bye = byeOf(session);
    if (bye !== null) connections.revoke(session.sessionId, bye);
  };
  const sessions = createSessionStore({ records, conversations, rules, now, synced, onOver });
  const counting: SessionStore = {
    ...sessions,
    async countMessage(sessionId) {
      const session = await sessions.countMessage(sessionId);
      if (session !== null && session.kind !== 'preview') {
        counter.count(session.interfaceId, 'message', now());
        stats.readSoon(session);
      }
      return session;
    },
  };
  const beginSession = createBeginSession({
    sessions,
    conversations,
    identity: createIdentityVerifier(context.identity, now),
    keyedHash,
    rateLimits,
    calls,
    clientAddress: context.clientAddress,
    countryOf: options.countryOf ?? (() => null),
    tenant,
    creationLimit,
    previewTimeoutMs: options.previewTimeoutMs ?? PREVIEW_TIMEOUT_MS,
  });
  const reaper = createSessionReaper({
    records,
    sessions,
    conversations,
    rules,
    keyedHash,
    forgetOld: async () => recordStore.forgetOld?.(),
    now,
    onError,
  });
  return {
    sessions,
    methods: createInterfaceMethods({
      interfaces: directory,
      sessions,
      conversations,
      beginSession,
      calls,
      mayShow: context.mayShow,
      choices: context.visitorChoices ?? (() => ({})),
    }),
    operatorMethods: createOperatorMethods({
      records,
      sessions,
      reap: () => reaper.reap(),
      stats,
      tenant,
      now,
    }),
    counter,
    stats,
    admission: createAdmission({
      sessions: counting,
      interfaces: directory,
      rateLimits,
      calls,
      ledger,
      memberLimit,
    }),
    upkeep: createSessionUpkeep({
      reaper,
      sessions,
      connections,
      syncClock: sync,
      now,
      clock,
      everyMs: options.checkEveryMs ?? CHECK_EVERY_MS,
      onError,
    }),
  };
}
