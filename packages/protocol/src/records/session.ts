import * as z from 'zod/mini';

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const Instant = z.string().check(z.minLength(1));
const orNull = <T extends z.ZodMiniType>(schema: T): z.ZodMiniDefault<z.ZodMiniNullable<T>> =>
  z._default(z.nullable(schema), null);

/** - `preview`: of somebody who tries an interface out, and is not counted among its visitors */
export const SESSION_KINDS = ['anonymous', 'identified', 'preview'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

export const SESSION_STATUSES = ['active', 'ended', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** - `replaced`: a token was used again after its successor was in use: somebody else has a copy */
export const SESSION_END_REASONS = ['ended', 'expired', 'replaced', 'operator'] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

/**
 * A visitor's handle on one conversation of one interface. Its tokens are not in it: a record that
 * leaks lets nobody in. Fields that this version does not know are kept.
 */
export const Session = z.looseObject({
  sessionId: Id,
  interfaceId: Id,
  /** Default: `anonymous`. */
  kind: z.optional(z.enum(SESSION_KINDS)),
  /** Of the visitor on the roster. */
  participantId: z.optional(Id),
  /** Whom the host has vouched for by a signed identity: a keyed hash of its subject. */
  userHash: z.optional(z.string()),
  /** SHA-256 of the newest token, as 64 hexadecimal digits. */
  sessionTokenHash: z.string().check(z.minLength(1)),
  /** Of the other token, by which a returning visitor finds the session. `null`: it cannot be resumed. */
  persistenceTokenHash: orNull(z.string()),
  /** As the page gave it, later a keyed hash of it. */
  browserFingerprint: orNull(z.string()),
  conversationId: orNull(Id),
  /** As it was when the session began, later a keyed hash of it. */
  ipAddress: orNull(z.string()),
  /** Since when address and fingerprint are keyed hashes. */
  pseudonymisedAt: z.optional(Instant),
  userAgent: orNull(z.string()),
  referrer: orNull(z.string()),
  /** ISO 3166-1, two letters. */
  countryCode: orNull(z.string().check(z.regex(/^[A-Z]{2}$/))),
  status: z._default(z.enum(SESSION_STATUSES), 'active'),
  messageCount: z._default(z.int().check(z.nonnegative()), 0),
  firstSeenAt: Instant,
  lastActivityAt: Instant,
  endedAt: orNull(Instant),
  endReason: z.optional(z.enum(SESSION_END_REASONS)),
});
export type Session = z.infer<typeof Session>;
