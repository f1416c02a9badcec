import { AgentChatError } from '@agent-chat/protocol';
import {
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import {
  IDENTITY_ALGORITHMS,
  type IdentityAlgorithm,
  type IdentityKey,
  type IdentityOptions,
  type VerifiedVisitor,
} from './identity-options.js';

export interface IdentityVerifier {
  /** @throws AgentChatError `InvalidIdentity` with `details.reason` */
  verify(token: string): Promise<VerifiedVisitor>;
}

type Reason = 'malformed' | 'signature' | 'expired' | 'not_yet' | 'claims' | 'not_configured';

const MAX_SUBJECT = 255;
const MAX_NAME = 255;
/** RFC 7518, section 3.2: no shorter than the hash. */
const MIN_SECRET_BYTES = 32;
const DAY_S = 86_400;

/**
 * Verifies what the host says of its visitors. The algorithm comes from the key, never from the token
 * alone: a token that names another is refused, and `none` with it.
 *
 * @throws AgentChatError `InvalidConfiguration` for a key that cannot be used
 */
export function createIdentityVerifier(
  options: IdentityOptions | undefined,
  now: () => number,
): IdentityVerifier {
  if (options === undefined) {
    return { verify: () => Promise.reject(invalid('not_configured')) };
  }
  const { issuer, audience, keys, algorithms = IDENTITY_ALGORITHMS } = options;
  const { clockToleranceSeconds = 30, maxLifetimeSeconds = DAY_S } = options;
  if (typeof keys !== 'function') for (const key of keys) algorithmOf(key);
  const issuers = typeof issuer === 'string' ? [issuer] : [...issuer];
  if (issuers.length === 0 || audience === '') {
    throw new AgentChatError(
      'InvalidConfiguration',
      'The identity of visitors needs an issuer and an audience.',
    );
  }

  const candidates = async ({ alg, kid }: ProtectedHeaderParameters): Promise<readonly IdentityKey[]> => {
    const all = typeof keys === 'function' ? (await keys()).filter(isForSigning) : keys;
    return all.filter(
      (key) => algorithmOf(key) === alg && (kid === undefined || key.kid === undefined || key.kid === kid),
    );
  };

  /** Tries each key that the token may be of: while keys change there are two. */
  const verifyWithAny = async (token: string): Promise<JWTPayload> => {
    const header = headerOf(token);
    const isAllowed = algorithms.some((algorithm) => algorithm === header.alg);
    let refusal: unknown = new errors.JWSSignatureVerificationFailed();
    for (const key of isAllowed ? await candidates(header) : []) {
      try {
        const { payload } = await jwtVerify(token, await importJWK(key, algorithmOf(key)), {
          issuer: issuers,
          audience,
          algorithms: [algorithmOf(key)],
          clockTolerance: clockToleranceSeconds,
          currentDate: new Date(now()),
          requiredClaims: ['sub', 'exp'],
        });
        return payload;
      } catch (error) {
        refusal = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw refusal;
  };

  return {
    async verify(token) {
      const payload = await verifyWithAny(token).catch((error: unknown) => {
        throw AgentChatError.isInstance(error) ? error : refused(error);
      });
      const { sub = '', iss = '', exp = 0, name } = payload;
      if (sub === '' || sub.length > MAX_SUBJECT) throw invalid('claims');
      if (exp - now() / 1_000 > maxLifetimeSeconds + clockToleranceSeconds) throw invalid('claims');
      const displayName = typeof name === 'string' ? name.trim().slice(0, MAX_NAME) : '';
      return { issuer: iss, subject: sub, displayName: displayName === '' ? null : displayName };
    },
  };
}

/** A published set of keys also has those for other ends, and for algorithms that are none of ours. */
function isForSigning(key: IdentityKey): boolean {
  return key.use !== 'enc' && knownAlgorithm(key) !== null;
}

function knownAlgorithm(key: IdentityKey): IdentityAlgorithm | null {
  const byType: Readonly<Record<string, IdentityAlgorithm>> = { oct: 'HS256', RSA: 'RS256', EC: 'ES256' };
  const algorithm = byType[key.kty ?? ''];
  const isOwn = key.alg === undefined || key.alg === algorithm;
  const isCurve = algorithm !== 'ES256' || key.crv === 'P-256';
  return algorithm !== undefined && isOwn && isCurve ? algorithm : null;
}

/** The one algorithm that a key is for. */
function algorithmOf(key: IdentityKey): IdentityAlgorithm {
  const algorithm = knownAlgorithm(key);
  if (algorithm === null) {
    throw new AgentChatError(
      'InvalidConfiguration',
      'A key of the identity of visitors is not one for HS256, RS256 or ES256.',
    );
  }
  if (algorithm === 'HS256' && ((key.k ?? '').length * 3) / 4 < MIN_SECRET_BYTES) {
    throw new AgentChatError('InvalidConfiguration', `A secret needs at least ${MIN_SECRET_BYTES} bytes.`);
  }
  return algorithm;
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw invalid('malformed', cause);
  }
}

function refused(error: unknown): AgentChatError {
  if (error instanceof errors.JWTExpired) return invalid('expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalid(error.claim === 'nbf' ? 'not_yet' : 'claims', error);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid('signature', error);
  if (error instanceof errors.JOSEError) return invalid('malformed', error);
  return new AgentChatError('Unavailable', 'The keys of visitors’ identities cannot be read now.', {
    cause: error,
  });
}

const WORDS: Readonly<Record<Reason, string>> = {
  malformed: 'is not a signed token',
  signature: 'is not signed with a key that is known here',
  expired: 'has expired',
  not_yet: 'is not good yet',
  claims: 'is not for this chat',
  not_configured: 'is not asked for here',
};

function invalid(reason: Reason, cause?: unknown): AgentChatError {
  return new AgentChatError('InvalidIdentity', `The identity token ${WORDS[reason]}.`, {
    details: { reason },
    ...(cause !== undefined && { cause }),
  });
}
