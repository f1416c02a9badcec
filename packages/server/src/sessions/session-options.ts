import { withDefaults } from '@agent-chat/core';
import { AgentChatError, type SessionKind } from '@agent-chat/protocol';
import type { SessionRules } from './session-life.js';

/** How long visitors' sessions and what they leave are kept. Times in milliseconds; `null`: for ever. */
export interface SessionOptions {
  /** How often it is looked for what is due. Default 10,000. */
  readonly checkEveryMs?: number;
  /**
   * A session in which its visitor has done nothing is removed with its conversation after so long, if
   * its interface does not let it expire before. Default 86,400,000: a day.
   */
  readonly unusedForMs?: number;
  /** Without activity a session of kind `preview` ends after so long. Default 1,800,000: half an hour. */
  readonly previewTimeoutMs?: number;
  /**
   * After its end a session's record is removed after so long, by its kind; with a `preview` its
   * conversation goes too. Conversations of others stay. Default: 86,400,000 for `preview`, else `null`.
   */
  readonly reapAfterMs?: Partial<Readonly<Record<SessionKind, number | null>>>;
  /**
   * So long are a visitor's address and fingerprint kept as they are; then as keyed hashes, which still
   * tell whether two are the same. Default 2,592,000,000: 30 days. 0: at once.
   */
  readonly addressesForMs?: number | null;
  /**
   * The key of these hashes, at least 32 characters, the same on every node and in every run. Default:
   * one is made and kept with the sessions. With a key of your own, who has a copy of the store alone
   * cannot try addresses out.
   */
  readonly secret?: string;
  /** Says which country a visitor is in, as your proxy knows it. Default: nobody does. */
  readonly countryOf?: (request: Request) => string | null;
}

const DAY_MS = 86_400_000;
const REAP_AFTER_MS = { anonymous: null, identified: null, preview: DAY_MS };
const MIN_SECRET_LENGTH = 32;

/** @throws AgentChatError `InvalidConfiguration` */
export function sessionRules(options: SessionOptions): SessionRules {
  const { unusedForMs = DAY_MS, reapAfterMs, addressesForMs = 30 * DAY_MS, secret } = options;
  if (secret !== undefined && secret.length < MIN_SECRET_LENGTH) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `The secret of sessions needs at least ${MIN_SECRET_LENGTH} characters.`,
    );
  }
  return {
    unusedForMs,
    addressesForMs,
    reapAfterMs: withDefaults<SessionRules['reapAfterMs']>(REAP_AFTER_MS, reapAfterMs),
  };
}
