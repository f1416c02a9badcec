import * as z from 'zod/mini';

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const Instant = z.string().check(z.minLength(1));
const orNull = <T extends z.ZodMiniType>(schema: T): z.ZodMiniDefault<z.ZodMiniNullable<T>> =>
  z._default(z.nullable(schema), null);

export const SESSION_STATUSES = ['active', 'ended', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/**
 * An anonymous visitor's handle on one conversation of one interface. Its tokens are not in it: a
 * record that leaks lets nobody in. Fields that this version does not know are kept.
 */
export const Session = z.looseObject({
  sessionId: Id,
  interfaceId: Id,
  /** SHA-256 of the token, as 64 hexadecimal digits. */
  sessionTokenHash: z.string().check(z.minLength(1)),
  /** Of the other token, by which a returning visitor finds the session. `null`: it cannot be resumed. */
  persistenceTokenHash: orNull(z.string()),
  browserFingerprint: orNull(z.string()),
  conversationId: orNull(Id),
  ipAddress: orNull(z.string()),
  userAgent: orNull(z.string()),
  referrer: orNull(z.string()),
  /** ISO 3166-1, two letters. */
  countryCode: orNull(z.string().check(z.regex(/^[A-Z]{2}$/))),
  status: z._default(z.enum(SESSION_STATUSES), 'active'),
  messageCount: z._default(z.int().check(z.nonnegative()), 0),
  firstSeenAt: Instant,
  lastActivityAt: Instant,
  endedAt: orNull(Instant),
});
export type Session = z.infer<typeof Session>;
