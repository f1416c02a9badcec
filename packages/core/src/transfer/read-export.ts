import {
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvent,
  isKnownEvent,
  parseEvent,
} from '@agent-chat/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { requireNotAborted } from '../aborted.js';
import type { StoredEvent } from '../ports/event-store.js';
import { saysEveryone, textHead } from '../shell/conversation/event-text.js';
import {
  type ConversationAttachment,
  type ExportHeader,
  parseClosing,
  parseHeader,
  parseLine,
  refused,
  trailerLine,
} from './export-format.js';
import { type Chunk, type SizeLimits, splitLines } from './split-lines.js';

/** As every event's `ts`: lists are ordered by its text. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An exported conversation in which nothing is wrong. */
export interface CheckedExport {
  readonly events: readonly StoredEvent[];
  /** What the events fold to. */
  readonly control: ControlState;
  readonly attachments: readonly ConversationAttachment[];
}

/**
 * Reads an exported conversation to its end and checks all of it.
 * @throws AgentChatError `InvalidRequest` with `details.line`; `PayloadTooLarge`; `Aborted`
 */
export async function readExport(
  source: AsyncIterable<Chunk> | Iterable<Chunk>,
  limits: SizeLimits,
  signal?: AbortSignal,
): Promise<CheckedExport> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const hash = sha256.create();
  let header: ExportHeader | null = null;
  let isClosed = false;
  let state: ConversationState | null = null;
  let number = 0;
  const events: StoredEvent[] = [];
  const attachments = new Map<string, ConversationAttachment>();

  for await (const bytes of splitLines(source, limits)) {
    requireNotAborted(signal);
    number += 1;
    if (isClosed) throw refused(number, 'something follows the trailer');
    const line = decode(decoder, bytes, number);
    if (header === null || state === null) {
      header = parseHeader(line);
      state = emptyState(header.conversationId);
    } else if (events.length < header.head) {
      state = foldLine(state, line, number);
      events.push({ seq: state.control.seq, json: line });
    } else {
      const attachment = parseClosing(line, number);
      if (attachment === null) {
        isClosed = true;
        if (line !== trailerLine(number - 1, bytesToHex(hash.digest()))) {
          throw refused(number, 'its lines are not those that were written: it is damaged or was changed');
        }
        continue;
      }
      if (attachments.has(attachment.attachmentId)) {
        throw refused(number, `the attachment "${attachment.attachmentId}" is there twice`);
      }
      attachments.set(attachment.attachmentId, attachment);
    }
    hash.update(bytes);
  }
  if (state === null || !isClosed) throw refused(number + 1, 'it is cut off: its trailer is missing');
  return { events, control: state.control, attachments: [...attachments.values()] };
}

/** The line without its end. */
function decode(decoder: TextDecoder, bytes: Uint8Array, number: number): string {
  try {
    return decoder.decode(bytes.subarray(0, -1));
  } catch (cause) {
    throw refused(number, 'it is not text in UTF-8', cause);
  }
}

function foldLine(state: ConversationState, line: string, number: number): ConversationState {
  const event = parseEventLine(line, number);
  const { conversationId, seq } = state.control;
  if (event.conversationId !== conversationId) {
    throw refused(number, `the event is of the conversation "${event.conversationId}"`);
  }
  if (event.seq !== seq + 1) throw refused(number, `event ${event.seq} follows event ${seq}`);
  requireTimes(event, number);
  const { seq: at, audience } = event;
  if (audience !== 'everyone' && saysEveryone({ seq: at, json: line }, textHead(conversationId))) {
    throw refused(number, 'the event has two audiences');
  }
  if ((event.type === 'created') !== (event.seq === 1)) {
    throw refused(number, 'a conversation begins with the event "created", and has no other one');
  }
  try {
    return foldEvent(state, event);
  } catch (cause) {
    throw refused(number, 'the event cannot follow those before it', cause);
  }
}

/** Timers go by them: with one that is none a node would look again and again. */
function requireTimes(event: ConversationEvent, number: number): void {
  const { ts } = event;
  const atMs = Date.parse(ts);
  if (!TIMESTAMP.test(ts) || Number.isNaN(atMs) || new Date(atMs).toISOString() !== ts) {
    throw refused(number, `"${ts}" is not a time`);
  }
  if (!isKnownEvent(event) || event.type !== 'approval_requested') return;
  const { expiresAt } = event.payload;
  if (expiresAt !== null && Number.isNaN(Date.parse(expiresAt))) {
    throw refused(number, `"${expiresAt}" is not a time`);
  }
}

function parseEventLine(line: string, number: number): ConversationEvent {
  try {
    return parseEvent(parseLine(line));
  } catch (cause) {
    throw refused(number, 'it is not an event', cause);
  }
}
