import { AgentChatError, type ConversationRecord } from '@agent-chat/protocol';
import { requireNotAborted } from '../aborted.js';
import { recordOf } from '../decide/conversation-record.js';
import { alternationPolicy } from '../policy/alternation.js';
import { dueAgentOf } from '../policy/due-agent.js';
import { policyByName } from '../policy/policy-by-name.js';
import type { EventStore } from '../ports/event-store.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import type { ConversationAttachment } from './export-format.js';
import { readExport } from './read-export.js';
import type { Chunk } from './split-lines.js';

const MEBIBYTE = 1024 * 1024;

export interface ImportOptions {
  readonly store: Pick<EventStore, 'append' | 'getRecord'>;
  /** Whose the conversation is from now on. */
  readonly tenant: string;
  /** The file in chunks of any cut: a stream of bytes, or what `exportConversation` yields. */
  readonly source: AsyncIterable<Chunk> | Iterable<Chunk>;
  /**
   * Keeps the attachments, before the conversation is there, all or none. To keep one that is kept
   * already must be harmless. Gives what takes away again those that were not: it is called when the
   * conversation is refused after all. Without it a file with attachments is refused.
   */
  readonly writeAttachments?: (
    conversationId: string,
    attachments: readonly ConversationAttachment[],
  ) => Promise<() => Promise<void>>;
  /** For `dueAgentId`: that of the orchestrator. Default: `alternationPolicy()`. */
  readonly schedulingPolicy?: SchedulingPolicy;
  /** For `dueAgentId`: the others that conversations may name, as the orchestrator's. Default: none. */
  readonly schedulingPolicies?: readonly SchedulingPolicy[];
  /** Of the file, all of which is held in memory. Default 268,435,456 (256 MiB). */
  readonly maxBytes?: number;
  /** Of one line, an attachment's included. Default 67,108,864 (64 MiB). */
  readonly maxLineBytes?: number;
  readonly signal?: AbortSignal;
}

export interface ImportedConversation {
  readonly record: ConversationRecord;
  readonly attachments: number;
  /**
   * The agent whose turn it is. The import does not start it, nor does a restart: it goes on when
   * somebody opens the conversation where its runner is.
   */
  readonly dueAgentId: string | null;
}

/**
 * Adds a conversation from a file that `exportConversation` made, whole or not at all, under the id
 * that it has. The file is read to its end and checked before anything is written: the header, each
 * event, their order, sizes, and the trailer's count and SHA-256. An export of it is equal to the
 * file, byte by byte. Authors and times are taken from the file at its word: it is for operators.
 *
 * @throws AgentChatError
 * - `InvalidRequest`: cut, damaged or no exported conversation; `details.line` says where
 * - `PayloadTooLarge`: above `maxBytes` or `maxLineBytes`
 * - `ConversationExists`: the id is in use, perhaps by another tenant, or was a deleted conversation's
 * - `Aborted`: by `signal`, before anything is kept
 * - `InvalidConfiguration`: two of `schedulingPolicies` have one name
 * - and what the store rejects with
 */
export async function importConversation(options: ImportOptions): Promise<ImportedConversation> {
  const { store, tenant, source, writeAttachments, signal } = options;
  const { schedulingPolicy = alternationPolicy(), schedulingPolicies = [] } = options;
  const policy = policyByName(schedulingPolicy, schedulingPolicies, null);
  const { maxBytes = 256 * MEBIBYTE, maxLineBytes = 64 * MEBIBYTE } = options;
  const { events, control, attachments } = await readExport(source, { maxBytes, maxLineBytes }, signal);
  const { conversationId } = control;
  if (attachments.length > 0 && writeAttachments === undefined) {
    throw new AgentChatError(
      'InvalidRequest',
      'The file has attachments, and there is nowhere to keep them.',
      {
        details: { attachments: attachments.length },
      },
    );
  }
  // Looked at before attachments are kept. The append decides.
  if ((await store.getRecord(tenant, conversationId)) !== null) throw taken(conversationId);
  requireNotAborted(signal);
  const takeAway = attachments.length > 0 ? await writeAttachments?.(conversationId, attachments) : undefined;
  const record = recordOf(control);
  const result = await store.append({
    conversationId,
    tenant,
    expectedSeq: 0,
    events,
    record,
    // A node that starts, or looks for work that others left, does not find it.
    runnable: false,
  });
  if (result.status !== 'appended') {
    // Where the same file was imported at the same time, they are that conversation's.
    const present = await store.getRecord(tenant, conversationId);
    if (present === null || present === 'gone') await takeAway?.();
    throw taken(conversationId);
  }
  return { record, attachments: attachments.length, dueAgentId: dueAgentOf(control, policy) };
}

function taken(conversationId: string): AgentChatError {
  return new AgentChatError('ConversationExists', `The conversation id "${conversationId}" is taken.`);
}
