import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AgentChatError } from '@agent-chat/protocol';
import { type Authenticate, bearerToken } from '@agent-chat/server';

/** The permissions of group and others. */
const OTHERS = 0o077;
const TOKEN = /^acop_[0-9A-Za-z_-]{43}$/;

export interface OperatorToken {
  readonly token: string;
  /** It was made by this call: nobody has seen it yet. */
  readonly isNew: boolean;
}

/**
 * The token of the data folder's operator: made at the first start, in a file that only its owner
 * can read.
 *
 * @throws AgentChatError `InvalidConfiguration` for a file that holds something else, that others
 * may open or that is another user's: whoever put it there would know the token; `StoreUnwritable` when it cannot be read or written
 */
export function operatorToken(dataFolder: string): OperatorToken {
  const file = join(dataFolder, 'operator-token');
  const text = readOrNull(file);
  if (text === null) return { token: writeToken(file), isNew: true };
  if (TOKEN.test(text.trim())) return { token: text.trim(), isNew: false };
  throw new AgentChatError(
    'InvalidConfiguration',
    `${file} holds no operator token: delete it, and the next start makes a new one.`,
  );
}

/** Knows one caller: whoever has the token. */
export function authenticateOperator(token: string, tenant: string): Authenticate {
  const expected = digest(token);
  return async (request) => {
    const given = bearerToken(request.headers);
    // Digests have one length, and to compare them tells nothing by the time it takes.
    if (given === null || !timingSafeEqual(digest(given), expected)) return null;
    return { kind: 'operator', tenant, participantId: 'operator' };
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function readOrNull(file: string): string | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      requirePrivate(file, fstatSync(descriptor));
      return readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    if (AgentChatError.isInstance(cause)) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new AgentChatError('StoreUnwritable', `${file} cannot be read.`, { cause });
  }
}

/** Windows has no such bits, and keeps files of a person's own folders from others by other means. */
function requirePrivate(file: string, { mode, uid }: Stats): void {
  const user = process.geteuid?.();
  if (user === undefined) return;
  if (uid !== user) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `${file} belongs to another user: delete it, and the next start makes a new one.`,
    );
  }
  if ((mode & OTHERS) !== 0) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `${file} is open to other users: delete it, and the next start makes a new one.`,
    );
  }
}

/** There is a whole token under its name, or none. Nothing that is there is written into. */
function writeToken(file: string): string {
  const token = `acop_${randomBytes(32).toString('base64url')}`;
  try {
    rmSync(`${file}.new`, { force: true }); // of a start that was cut
    writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new AgentChatError('StoreUnwritable', `${file} cannot be written.`, { cause });
  }
  return token;
}
