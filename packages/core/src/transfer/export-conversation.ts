import { AgentChatError } from '@agent-chat/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { requireNotAborted } from '../aborted.js';
import type { EventStore } from '../ports/event-store.js';
import { conversationGone, unknownConversation } from '../ports/absent-conversation.js';
import {
  attachmentLine,
  type ConversationAttachment,
  headerLine,
  parseClosing,
  refused,
  trailerLine,
} from './export-format.js';

const PAGE = 500;

export interface ExportOptions {
  readonly store: Pick<EventStore, 'getRecord' | 'read'>;
  readonly tenant: string;
  readonly conversationId: string;
  /** Written after the events, in this order. Default: none. */
  readonly attachments?: AsyncIterable<ConversationAttachment> | Iterable<ConversationAttachment>;
  readonly signal?: AbortSignal;
}

/**
 * One conversation as the lines of one file (JSON Lines), each with its line end: a header, the
 * stored text of each event as it is, the attachments, and a trailer with the number of lines and
 * their SHA-256. It has the events up to the head at the start, whoever may see them: it is for
 * operators. The tenant, idempotency keys and sessions are not in it. A consumer that stops before
 * the trailer has a file that `importConversation` refuses.
 *
 * @throws AgentChatError `UnknownConversation`; `ConversationGone`, also when it is deleted
 * meanwhile; `InvalidRequest` for an attachment that no import would take; `Aborted` by `signal`;
 * `StoreDamaged` and what else the store rejects with
 */
export async function* exportConversation(options: ExportOptions): AsyncGenerator<string, void, undefined> {
  const { store, tenant, conversationId, attachments = [], signal } = options;
  const hash = sha256.create();
  const encoder = new TextEncoder();
  let lines = 0;
  const line = (text: string): string => {
    const whole = `${text}\n`;
    hash.update(encoder.encode(whole));
    lines += 1;
    return whole;
  };

  requireNotAborted(signal);
  const record = await store.getRecord(tenant, conversationId);
  if (record === null) throw unknownConversation();
  if (record === 'gone') throw conversationGone();
  yield line(headerLine({ conversationId, head: record.head }));

  for (let seq = 0; seq < record.head; ) {
    requireNotAborted(signal);
    const limit = Math.min(PAGE, record.head - seq);
    const page = await store.read({ conversationId, tenant, afterSeq: seq, limit });
    if (page.length === 0) throw conversationGone();
    for (const event of page) {
      seq += 1;
      if (event.seq !== seq || event.json.includes('\n')) {
        throw new AgentChatError('StoreDamaged', `The stored event ${seq} is damaged or lost.`);
      }
      yield line(event.json);
    }
  }
  const attachmentIds = new Set<string>();
  for await (const attachment of attachments) {
    requireNotAborted(signal);
    const text = attachmentLine(attachment);
    // What no import would take is noticed now, while it can still be mended.
    parseClosing(text, lines + 1);
    const { attachmentId } = attachment;
    if (attachmentIds.has(attachmentId)) throw refused(lines + 1, `"${attachmentId}" is there twice`);
    attachmentIds.add(attachmentId);
    yield line(text);
  }
  yield `${trailerLine(lines, bytesToHex(hash.digest()))}\n`;
}
