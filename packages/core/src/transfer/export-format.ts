import { AgentChatError, check, type JsonValue } from '@agent-chat/protocol';
import * as z from 'zod/mini';

const FORMAT = 'agent-chat-conversation';
const VERSION = 1;
/** Of arrays and objects in each other. Beyond, a reader that walks the value may run out of stack. */
const MAX_DEPTH = 1_000;

/** An attachment of a conversation, as an exported file carries it. */
export interface ConversationAttachment {
  readonly attachmentId: string;
  /** What the host keeps about it: name, media type, size, hash. */
  readonly record: JsonValue;
  /** RFC 4648 with padding. */
  readonly contentBase64: string;
}

/** What the first line says. */
export interface ExportHeader {
  readonly conversationId: string;
  /** How many events follow. */
  readonly head: number;
}

const Versioned = z.object({ kind: z.literal('header'), format: z.literal(FORMAT), version: z.int() });
const Header = z.object({
  conversationId: z.string().check(z.minLength(1), z.maxLength(128)),
  head: z.int().check(z.positive()),
});
const Kind = z.object({ kind: z.string() });
const Attachment = z.object({
  attachmentId: z.string().check(z.minLength(1), z.maxLength(128)),
  record: z.unknown(),
  contentBase64: z.string(),
});

export function headerLine({ conversationId, head }: ExportHeader): string {
  return JSON.stringify({ kind: 'header', format: FORMAT, version: VERSION, conversationId, head });
}

export function attachmentLine({ attachmentId, record, contentBase64 }: ConversationAttachment): string {
  return JSON.stringify({ kind: 'attachment', attachmentId, record, contentBase64 });
}

/** @param sha256 of all lines before it, each with its line end, as 64 hexadecimal digits */
export function trailerLine(lines: number, sha256: string): string {
  return JSON.stringify({ kind: 'trailer', lines, sha256 });
}

/** @throws AgentChatError `InvalidRequest` */
export function parseHeader(line: string): ExportHeader {
  const value = parseLine(line);
  const versioned = check(Versioned, value);
  if (!versioned.success) throw refused(1, 'it is not an exported conversation');
  if (versioned.data.version > VERSION) {
    throw refused(1, `it is of version ${versioned.data.version}, and this package reads up to ${VERSION}`);
  }
  const header = check(Header, value);
  // What is written otherwise than we write it would not come out again as it came in.
  if (!header.success || headerLine(header.data) !== line)
    throw refused(1, 'the header is not as it was written');
  return header.data;
}

/**
 * What stands after the events: an attachment, or `null` for a trailer.
 * @throws AgentChatError `InvalidRequest`
 */
export function parseClosing(line: string, number: number): ConversationAttachment | null {
  const value = parseLine(line);
  const kind = check(Kind, value);
  if (kind.success && kind.data.kind === 'trailer') return null;
  const attachment = check(Attachment, value);
  const isWhole = attachment.success && attachment.data.record !== undefined;
  if (!kind.success || kind.data.kind !== 'attachment' || !isWhole) {
    throw refused(number, 'it is neither an attachment nor the trailer');
  }
  const { attachmentId, contentBase64 } = attachment.data;
  const parsed = { attachmentId, record: attachment.data.record as JsonValue, contentBase64 };
  if (attachmentLine(parsed) !== line || !isBase64(contentBase64)) {
    throw refused(number, `the attachment "${attachmentId}" is not as it was written`);
  }
  return parsed;
}

/** `undefined`, which no line stands for, when it is not JSON or nests too deeply. */
export function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return line.length > MAX_DEPTH && isTooDeep(value) ? undefined : value;
  } catch {
    // The caller says what it should have been.
    return undefined;
  }
}

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

export function refused(line: number, what: string, cause?: unknown): AgentChatError {
  return new AgentChatError('InvalidRequest', `The file cannot be imported: ${what} (line ${line}).`, {
    details: { line, what },
    cause,
  });
}

/** Whether the text is the one that its bytes are written as. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.slice(0, text.length - padding);
  if (/[^A-Za-z0-9+/]/.test(digits)) return false;
  // The last digit before the padding has bits that stand for nothing: they are zeros.
  if (padding === 2) return /[AQgw]$/.test(digits);
  return padding === 0 || /[AEIMQUYcgkosw048]$/.test(digits);
}
