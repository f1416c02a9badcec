import type { Campaign, Lead, OutboxItem } from '@agent-chat/protocol';
import type { ConsoleMessage } from './campaign-console.mapping.js';

// The rows of a campaign console's database, as messages and records, and back. What a row has besides
// stays beside what is known.

type Fields = Readonly<Record<string, unknown>>;

export interface MessageRow extends Fields {
  readonly id: string;
  readonly thread_id: string;
  readonly role: ConsoleMessage['role'];
  readonly text: string | null;
  readonly card_json: ConsoleMessage['card'] | null;
  readonly created_at: string;
}

/** A column that is `null` is a part that there is not: a row has every column. */
export function rowToMessage({
  thread_id: threadId,
  created_at: createdAt,
  text,
  card_json: card,
  ...rest
}: MessageRow): ConsoleMessage {
  return {
    ...rest,
    threadId,
    createdAt,
    ...(text === null ? {} : { text }),
    ...(card == null ? {} : { card }),
  };
}

export function rowFromMessage({ threadId, createdAt, text, card, ...rest }: ConsoleMessage): MessageRow {
  return {
    ...(rest as Pick<MessageRow, 'id' | 'role'>),
    thread_id: threadId,
    created_at: createdAt,
    text: text ?? null,
    card_json: card ?? null,
  };
}

export interface OutboxRow extends Fields {
  readonly id: string;
  readonly run_id: string;
  readonly lead_id: string;
  readonly score: number;
  readonly subject: string;
  readonly body: string;
  readonly evidence_json: OutboxItem['evidence'] | null;
  readonly policy_status: 'ok' | 'warn' | 'block' | null;
  readonly status: string;
}

/** Of which rule it is. */
const THEIRS = 'policy_status';

/** What the policy said of a row as a whole is a rule of its own; what is `null` is absent. */
export function outboxRowToRecord(row: OutboxRow): Fields & Pick<OutboxItem, 'itemId'> {
  const { id: itemId, run_id: runId, lead_id: leadId, evidence_json, policy_status, ...rest } = row;
  return {
    ...rest,
    itemId,
    runId,
    leadId,
    ...(evidence_json === null ? {} : { evidence: evidence_json }),
    ...(policy_status === null ? {} : { policy: [{ rule: THEIRS, status: policy_status }] }),
  };
}

export function outboxRowFrom(record: Fields): OutboxRow {
  const { itemId, runId, leadId, evidence, policy, ...rest } = record as Fields & Partial<OutboxItem>;
  return {
    ...(rest as Pick<OutboxRow, 'score' | 'subject' | 'body' | 'status'>),
    id: String(itemId),
    run_id: String(runId),
    lead_id: String(leadId),
    evidence_json: evidence ?? null,
    policy_status: policy?.find(({ rule }) => rule === THEIRS)?.status ?? null,
  };
}

/** Only names change. */
export function campaignRowToRecord({ id, created_at, ...rest }: Fields): Campaign {
  return {
    ...rest,
    campaignId: String(id),
    ...(created_at === undefined ? {} : { createdAt: created_at as string }),
  };
}

export function campaignRowFrom({ campaignId, createdAt, ...rest }: Fields): Fields {
  return { ...rest, id: campaignId, ...(createdAt === undefined ? {} : { created_at: createdAt }) };
}

export function leadRowToRecord({ id, campaign_id, ...rest }: Fields): Lead {
  return {
    ...rest,
    leadId: String(id),
    ...(campaign_id === undefined ? {} : { campaignId: campaign_id as string }),
  };
}

export function leadRowFrom({ leadId, campaignId, ...rest }: Fields): Fields {
  return { ...rest, id: leadId, ...(campaignId === undefined ? {} : { campaign_id: campaignId }) };
}
