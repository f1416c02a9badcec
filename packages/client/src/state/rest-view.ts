import type { QueuedMessage } from '@agent-chat/protocol';
import type { ChatState, LiveDraft, PendingCommand, SentMessage } from './chat-state.js';
import { keyOf } from './item-key.js';
import type {
  LiveMessageItem,
  PendingMessageItem,
  QueuedMessageItem,
  ToolItem,
  ViewItem,
} from './view-item.js';

/** Everything that a view is made of besides the log. */
export type Rest = Pick<ChatState, 'drafts' | 'pending' | 'sent'> & {
  readonly queue: readonly QueuedMessage[];
};

// Remembered by the immutable values that they were made from, as what is logged is.
const edited = new WeakMap<PendingCommand, { readonly from: QueuedMessage; readonly to: QueuedMessage }>();
const restItems = new WeakMap<LiveDraft | QueuedMessage | PendingCommand | SentMessage, ViewItem>();

export function isSameRest(a: Rest, b: Rest): boolean {
  return a.drafts === b.drafts && a.pending === b.pending && a.sent === b.sent && a.queue === b.queue;
}

/** What is being written, what waits on the server, and what this client has said that the log does not show yet. */
export function restOfView(
  { drafts, queue, sent, pending }: Rest,
  loggedRequestIds: ReadonlySet<string>,
): ViewItem[] {
  const queuedIds = new Set<string>();
  const isShown = (requestId: string): boolean => loggedRequestIds.has(requestId) || queuedIds.has(requestId);
  const items: ViewItem[] = liveItems(drafts);
  for (const each of queue) {
    const queued = changedBy(pending, each);
    if (queued === null) continue;
    const requestId = queued.clientRequestId;
    const isFirst = requestId !== undefined && !isShown(requestId);
    items.push(queuedItem(queued, isFirst ? requestId : undefined));
    if (requestId !== undefined) queuedIds.add(requestId);
  }
  for (const message of sent) {
    if (!isShown(message.clientRequestId)) items.push(remembered(message, () => sentItem(message)));
  }
  for (const command of pending) {
    if (command.method !== 'sendMessage' || isShown(command.clientRequestId)) continue;
    items.push(remembered(command, () => pendingItem(command)));
  }
  return items;
}

/** The waiting message as this client's commands on it will leave it; `null`: taken out. */
function changedBy(pending: readonly PendingCommand[], queued: QueuedMessage): QueuedMessage | null {
  let changed = queued;
  for (const command of pending) {
    if (command.method !== 'editQueued' && command.method !== 'cancelQueued') continue;
    if (command.status === 'failed' || command.params.messageId !== queued.messageId) continue;
    if (command.method === 'cancelQueued') return null;
    const known = edited.get(command);
    const { parts, delivery = changed.delivery } = command.params;
    const to = known?.from === changed ? known.to : { ...changed, parts, delivery };
    edited.set(command, { from: changed, to });
    changed = to;
  }
  return changed;
}

function liveItems(drafts: readonly LiveDraft[]): ViewItem[] {
  const targets = new Map<string, Map<string, LiveDraft>>();
  for (const draft of drafts) {
    const isTool = draft.toolCallId !== undefined;
    const target = isTool ? `tool:${draft.toolCallId}` : `message:${draft.messageId ?? draft.draftId}`;
    const parts = targets.get(target) ?? new Map<string, LiveDraft>();
    // A later attempt at the same part takes the place of the earlier one.
    parts.set(draft.partId ?? '', draft);
    targets.set(target, parts);
  }
  return Array.from(targets, ([key, parts]) => liveItem(key, [...parts.values()]));
}

function liveItem(key: string, drafts: readonly LiveDraft[]): ViewItem {
  const first = drafts[0] as LiveDraft;
  const known = restItems.get(first);
  if (known?.kind === 'live_message' && isSameList(known.drafts, drafts)) return known;
  if (known?.kind === 'tool') return known;
  const item = first.toolCallId === undefined ? liveMessage(key, first, drafts) : toolDraft(key, first);
  restItems.set(first, item);
  return item;
}

function liveMessage(key: string, first: LiveDraft, drafts: readonly LiveDraft[]): LiveMessageItem {
  const { turn, author } = first;
  const messageId = first.messageId ?? first.draftId;
  const interrupted = drafts.some((draft) => draft.interrupted);
  return { kind: 'live_message', key, messageId, turn, author, drafts, interrupted };
}

function toolDraft(key: string, draft: LiveDraft): ToolItem {
  const { turn, author, toolCallId = '', toolName: name = null } = draft;
  return { kind: 'tool', key, toolCallId, name, turn, author, entry: null, draft, cleared: null };
}

function queuedItem(queued: QueuedMessage, requestId: string | undefined): ViewItem {
  const key = keyOf(queued.messageId, requestId);
  const known = restItems.get(queued);
  if (known?.key === key) return known;
  const item: QueuedMessageItem = { kind: 'queued_message', key, queued };
  restItems.set(queued, item);
  return item;
}

function sentItem({ clientRequestId, params, createdAt, messageId }: SentMessage): PendingMessageItem {
  return {
    kind: 'pending_message',
    key: keyOf(messageId, clientRequestId),
    clientRequestId,
    parts: params.parts,
    createdAt,
    status: 'sent',
    error: null,
  };
}

function pendingItem(command: Extract<PendingCommand, { method: 'sendMessage' }>): PendingMessageItem {
  const { clientRequestId, params, createdAt, status, error } = command;
  return {
    kind: 'pending_message',
    key: keyOf('', clientRequestId),
    clientRequestId,
    parts: params.parts,
    createdAt,
    status,
    error,
  };
}

function remembered<V extends PendingCommand | SentMessage>(value: V, make: () => ViewItem): ViewItem {
  const item = restItems.get(value) ?? make();
  restItems.set(value, item);
  return item;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
