import { AgentChatError, type Bye, type SessionEndReason, type SessionKind } from '@agent-chat/protocol';
import type { StoredSession } from './stored-session.js';

/** How long sessions live, and what is left of them. Times in milliseconds; `null`: for ever. */
export interface SessionRules {
  /** A session in which its visitor has done nothing is removed after so long, and expires if it has not yet. */
  readonly unusedForMs: number;
  /** After its end a session's record is removed after so long, by kind. */
  readonly reapAfterMs: Readonly<Record<SessionKind, number | null>>;
  /** So long are address and fingerprint kept as they were; then as keyed hashes. */
  readonly addressesForMs: number | null;
}

/** What is done with a session when its time has come. */
export type SessionStep = 'expire' | 'pseudonymise' | 'remove';

/** When it expires unless something happens; `null`: never. Milliseconds since 1970. */
export function expiresAtMs(
  { lastActivityAt, server }: StoredSession,
  { unusedForMs }: SessionRules,
): number | null {
  const idleMs = server.used
    ? server.timeoutMs
    : Math.min(server.timeoutMs ?? Number.POSITIVE_INFINITY, unusedForMs);
  return idleMs === null ? null : Date.parse(lastActivityAt) + idleMs;
}

/** What is to be done with it next, and when; `null`: nothing. */
export function nextStep(
  session: StoredSession,
  rules: SessionRules,
): { readonly step: SessionStep; readonly atMs: number } | null {
  const steps: (readonly [SessionStep, number | null])[] = [
    session.status === 'active'
      ? ['expire', expiresAtMs(session, rules)]
      : ['remove', removedAtMs(session, rules)],
    ['pseudonymise', hasAddress(session) ? later(session.firstSeenAt, rules.addressesForMs) : null],
  ];
  const dated = steps.flatMap(([step, atMs]) => (atMs === null ? [] : [{ step, atMs }]));
  return dated.sort((a, b) => a.atMs - b.atMs)[0] ?? null;
}

/** What nobody has used leaves nothing behind, whatever is kept of others. */
function removedAtMs(session: StoredSession, rules: SessionRules): number | null {
  const { server, kind = 'anonymous', lastActivityAt, endedAt } = session;
  return server.used
    ? later(endedAt ?? lastActivityAt, rules.reapAfterMs[kind])
    : later(lastActivityAt, rules.unusedForMs);
}

function hasAddress({ ipAddress, browserFingerprint, pseudonymisedAt }: StoredSession): boolean {
  return (ipAddress !== null || browserFingerprint !== null) && pseudonymisedAt === undefined;
}

function later(instant: string, ms: number | null): number | null {
  return ms === null ? null : Date.parse(instant) + ms;
}

export function ended(session: StoredSession, endReason: SessionEndReason, nowMs: number): StoredSession {
  if (session.status !== 'active') return session;
  const status = endReason === 'expired' ? 'expired' : 'ended';
  return { ...session, status, endReason, endedAt: new Date(nowMs).toISOString() };
}

/** Why nobody may call under it any more, or why there is none any more; `null` while it is active. */
export function overError(session: StoredSession | null): AgentChatError | null {
  if (session === null) return gone();
  const { status, endedAt, endReason = 'ended' } = session;
  if (status === 'active') return null;
  return status === 'expired'
    ? new AgentChatError('SessionExpired', 'This session has expired. Begin another one.', {
        details: { expiredAt: endedAt },
      })
    : new AgentChatError('SessionEnded', 'This session has ended. Begin another one.', {
        details: { reason: endReason },
      });
}

/** What those are told who read under a session that is over, or that there is not any more; `null` while it is active. */
export function byeOf(session: StoredSession | null): Bye | null {
  const error = overError(session);
  if (error === null) return null;
  const reason = session?.status === 'expired' ? 'expired' : 'revoked';
  return { reason, retryAfterMs: 0, error: error.toBody() };
}

function gone(): AgentChatError {
  return new AgentChatError('SessionEnded', 'This session was removed. Begin another one.');
}
