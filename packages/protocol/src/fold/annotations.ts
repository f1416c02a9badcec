import type { KnownEvent } from '../events/event.js';
import { isKnownPart } from '../events/parts.js';
import { fieldsOf } from '../values/fields.js';
import type { JsonValue } from '../values/json.js';
import { applyPatch } from '../values/json-patch.js';
import { PersistentList } from './persistent-list.js';
import type {
  ActionEntry,
  ApprovalEntry,
  MessageEntry,
  QueryEntry,
  TimelineEntry,
  ToolEntry,
} from './timeline-entry.js';
import { unknownIn, withUnknown } from './unknown-fields.js';

/** Events that change an entry instead of being one. */
export type Annotation = Extract<
  KnownEvent,
  {
    type:
      | 'tool_started'
      | 'tool_result'
      | 'answer'
      | 'approval_resolved'
      | 'approval_expired'
      | 'action_settled'
      | 'card_patched'
      | 'feedback_given';
  }
>;
type Of<T extends Annotation['type']> = Extract<Annotation, { type: T }>;

/** The place of the entry that an annotation is about. */
export function targetOf(event: Annotation): string {
  switch (event.type) {
    case 'tool_started':
    case 'tool_result':
      return event.payload.toolCallId;
    case 'answer':
      return `query:${event.payload.queryId}`;
    case 'approval_resolved':
    case 'approval_expired':
      return `approval:${event.payload.approvalId}`;
    case 'action_settled':
      return `action:${event.payload.actionSeq}`;
    case 'card_patched':
    case 'feedback_given':
      return event.payload.messageId;
  }
}

/**
 * The entry after the annotation; itself when that changes nothing. All that changed an entry up to its
 * newest change is known with it: an event before that was applied, or was void when it was logged.
 */
export function annotate(entry: TimelineEntry, event: Annotation): TimelineEntry {
  if (event.seq <= (entry.changedBy?.at(-1) ?? 0)) return entry;
  return change(entry, event) ?? entry;
}

/** The seqs of the later events that an entry is made of: of what one author thinks of a message only the newest. */
export function changesOf(entry: TimelineEntry): number[] {
  const ratings = entry.kind === 'message' ? [...(entry.feedback ?? []), ...(entry.withdrawn ?? [])] : [];
  return [...(entry.changedBy ?? []), ...ratings.map(({ seq }) => seq)];
}

function withChange(entry: TimelineEntry | null, event: Annotation): TimelineEntry | null {
  if (entry === null) return null;
  const changes = entry.changedBy ?? PersistentList.empty<number>();
  return withUnknown<TimelineEntry>({ ...entry, changedBy: changes.push(event.seq) }, event);
}

function change(entry: TimelineEntry, event: Annotation): TimelineEntry | null {
  switch (event.type) {
    case 'tool_started':
    case 'tool_result':
      return entry.kind === 'tool' ? withChange(changeTool(entry, event), event) : null;
    case 'answer':
      return entry.kind === 'query' ? withChange(answer(entry, event), event) : null;
    case 'approval_resolved':
    case 'approval_expired':
      return entry.kind === 'approval' ? withChange(resolve(entry, event), event) : null;
    case 'action_settled':
      return entry.kind === 'action' ? withChange(settle(entry, event), event) : null;
    case 'card_patched':
      return entry.kind === 'message' ? withChange(patchCard(entry, event), event) : null;
    case 'feedback_given':
      return entry.kind === 'message' ? rate(entry, event) : null;
  }
}

function changeTool(tool: ToolEntry, event: Of<'tool_started' | 'tool_result'>): ToolEntry {
  if (event.type === 'tool_started') return { ...tool, status: 'running', startedTs: event.ts };
  const isDone = event.payload.error === undefined;
  return {
    ...tool,
    status: isDone ? 'done' : 'failed',
    endedTs: event.ts,
    ...fieldsOf(event.payload, isDone ? 'output' : 'error'),
  };
}

function answer(query: QueryEntry, { author, payload }: Of<'answer'>): QueryEntry {
  return { ...query, answer: { author, ...fieldsOf(payload, 'text', 'data') } };
}

function resolve(
  approval: ApprovalEntry,
  event: Of<'approval_resolved' | 'approval_expired'>,
): ApprovalEntry | null {
  if (approval.status !== 'pending') return null;
  const by = { resolvedBy: event.author, resolvedTs: event.ts };
  if (event.type === 'approval_expired') return { ...approval, ...by, status: 'expired' };
  return {
    ...approval,
    ...by,
    status: event.payload.decision === 'approve' ? 'approved' : 'denied',
    ...fieldsOf(event.payload, 'editedArgs', 'comment'),
  };
}

function settle(action: ActionEntry, { payload }: Of<'action_settled'>): ActionEntry {
  const { outcome, message } = payload;
  return { ...action, outcome, ...(message === undefined ? {} : { outcomeMessage: message }) };
}

function patchCard(entry: MessageEntry, { payload }: Of<'card_patched'>): MessageEntry | null {
  const { partId, rev, patch } = payload;
  if (rev !== (entry.cardRevs?.[partId] ?? 0) + 1) return null;
  const part = entry.message.parts.find((one) => one.partId === partId);
  if (part === undefined || !isKnownPart(part) || part.type !== 'card') return null;
  const patched = applyPatch(part.card as unknown as JsonValue, patch);
  if (!patched.ok) return null;
  // A patch may not make of a card what is none: `type` and `version` choose how `data` is read.
  const card = patched.document as typeof part.card;
  if (card === null || typeof card !== 'object' || card.type !== part.card.type) return null;
  const parts = entry.message.parts.map((one) => (one === part ? { ...part, card } : one));
  return {
    ...entry,
    message: { ...entry.message, parts },
    cardRevs: { ...entry.cardRevs, [partId]: rev },
  };
}

function rate(entry: MessageEntry, event: Of<'feedback_given'>): MessageEntry | null {
  const { author, seq, payload } = event;
  const { feedback = [], withdrawn = [], ...bare } = entry;
  if ([...feedback, ...withdrawn].some((one) => one.author === author && one.seq >= seq)) return null;
  const given = feedback.filter((one) => one.author !== author);
  const gone = withdrawn.filter((one) => one.author !== author);
  const { rating } = payload;
  const unknown = unknownIn(event);
  const own = { author, seq, ...(unknown && { unknown }) };
  if (rating === null) gone.push(own);
  else given.push({ ...own, rating, ...fieldsOf(payload, 'comment') });
  return {
    ...bare,
    ...(given.length > 0 && { feedback: given }),
    ...(gone.length > 0 && { withdrawn: gone }),
  };
}
