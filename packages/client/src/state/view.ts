import {
  type ConversationState,
  inactiveTurns,
  type MessageEntry,
  type QueuedMessage,
  type Timeline,
  type TimelineEntry,
  type TurnClearedReason,
} from '@agent-chat/protocol';
import type { ChatState, LiveDraft, PendingCommand, SentMessage } from './chat-state.js';
import type {
  EventItem,
  LiveMessageItem,
  MessageItem,
  PendingMessageItem,
  QueuedMessageItem,
  ToolItem,
  ViewItem,
} from './view-item.js';

type LoggedItem = MessageItem | ToolItem | EventItem;

/** The part of a view that depends on nothing but the timeline. */
interface LoggedView {
  readonly items: readonly LoggedItem[];
  readonly requestIds: ReadonlySet<string>;
}

/** Everything that a view is made of besides the timeline. */
type Rest = Pick<ChatState, 'drafts' | 'pending' | 'sent'> & { readonly queue: readonly QueuedMessage[] };

// Items are functions of immutable values, each remembered by the value that it was made from, so
// that an item keeps its identity as long as what it shows.
const loggedViews = new WeakMap<Timeline, { readonly path: string; readonly view: LoggedView }>();
const views = new WeakMap<LoggedView, { readonly rest: Rest; readonly items: readonly ViewItem[] }>();
const loggedItems = new WeakMap<TimelineEntry, LoggedItem>();
const edited = new WeakMap<PendingCommand, { readonly from: QueuedMessage; readonly to: QueuedMessage }>();
const restItems = new WeakMap<LiveDraft | QueuedMessage | PendingCommand | SentMessage, ViewItem>();

const NOTHING_LOGGED: LoggedView = { items: [], requestIds: new Set() };
const NO_QUEUE: readonly QueuedMessage[] = [];

/** A turn cleared for one of these is answered anew: what it had written is no part of the conversation. */
const HIDING: readonly (TurnClearedReason | undefined)[] = ['restart', 'lost'];

/**
 * What a chat window shows: the branch of the timeline that is chosen, what is being written, what waits on the server, and
 * what this client has said that the log does not show yet. The same state, and any other that
 * differs in nothing shown, gives the same array; an item keeps its identity as long as it does
 * not change, and its key beyond that.
 */
export function selectView(state: ChatState): readonly ViewItem[] {
  const logged = state.conversation === null ? NOTHING_LOGGED : viewOfTimeline(state.conversation);
  const { drafts, pending, sent } = state;
  const rest: Rest = { drafts, pending, sent, queue: state.conversation?.control.queue ?? NO_QUEUE };
  const known = views.get(logged);
  if (known !== undefined && isSame(known.rest, rest)) return known.items;
  const items = [...logged.items, ...restOfView(rest, logged.requestIds)];
  views.set(logged, { rest, items });
  return items;
}

function isSame(a: Rest, b: Rest): boolean {
  return a.drafts === b.drafts && a.pending === b.pending && a.sent === b.sent && a.queue === b.queue;
}

function viewOfTimeline(conversation: ConversationState): LoggedView {
  const { control, timeline } = conversation;
  // All that decides which branch is shown.
  const path = `${control.openTurn?.turn ?? ''} ${control.tipMessageId ?? ''}`;
  const known = loggedViews.get(timeline);
  if (known?.path === path) return known.view;
  const inactive = inactiveTurns(conversation);
  const items: LoggedItem[] = [];
  const requestIds = new Set<string>();
  for (const entry of timeline.entries) {
    const cleared = timeline.clearedTurns.get(String(entry.turn)) ?? null;
    const requestId = entry.kind === 'message' ? entry.clientRequestId : undefined;
    const isFirst = requestId !== undefined && !requestIds.has(requestId);
    if (requestId !== undefined) requestIds.add(requestId);
    const isLost = cleared !== null && HIDING.includes(cleared);
    if (isLost ? !isByPerson(entry) : inactive.has(entry.turn)) continue;
    items.push(loggedItem(entry, cleared, isFirst ? requestId : undefined));
  }
  const view = { items, requestIds };
  loggedViews.set(timeline, { path, view });
  return view;
}

/** What a person said stays, whatever becomes of the turn that it was said in. */
function isByPerson(entry: TimelineEntry): boolean {
  return entry.kind === 'message' && entry.message.role === 'user';
}

function loggedItem(
  entry: TimelineEntry,
  cleared: TurnClearedReason | null,
  requestId: string | undefined,
): LoggedItem {
  const known = loggedItems.get(entry);
  if (known?.cleared === cleared) return known;
  const item = newLoggedItem(entry, cleared, requestId);
  loggedItems.set(entry, item);
  return item;
}

function newLoggedItem(
  entry: TimelineEntry,
  cleared: TurnClearedReason | null,
  requestId: string | undefined,
): LoggedItem {
  switch (entry.kind) {
    case 'message':
      return { kind: 'message', key: keyOfMessage(entry, requestId), entry, cleared };
    case 'tool': {
      const { toolCallId, name, turn, author } = entry;
      const key = `tool:${toolCallId}`;
      return { kind: 'tool', key, toolCallId, name, turn, author, entry, draft: null, cleared };
    }
    case 'approval':
    case 'query':
    case 'action':
    case 'event':
      return { kind: 'event', key: `event:${entry.seq}`, entry, cleared };
  }
}

function keyOfMessage({ message }: MessageEntry, requestId: string | undefined): string {
  return keyOf(message.messageId, message.role === 'user' ? requestId : undefined);
}

function keyOf(messageId: string, requestId: string | undefined): string {
  return requestId === undefined ? `message:${messageId}` : `request:${requestId}`;
}

function restOfView(
  { drafts, queue, sent, pending }: Rest,
  loggedRequestIds: ReadonlySet<string>,
): ViewItem[] {
  const shown = new Set(loggedRequestIds);
  const items: ViewItem[] = liveItems(drafts);
  for (const each of queue) {
    const queued = changedBy(pending, each);
    if (queued === null) continue;
    const requestId = queued.clientRequestId;
    const isFirst = requestId !== undefined && !shown.has(requestId);
    items.push(remembered(queued, () => queuedItem(queued, isFirst ? requestId : undefined)));
    if (requestId !== undefined) shown.add(requestId);
  }
  for (const message of sent) {
    if (!shown.has(message.clientRequestId)) items.push(remembered(message, () => sentItem(message)));
  }
  for (const command of pending) {
    if (command.method !== 'sendMessage' || shown.has(command.clientRequestId)) continue;
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
    changed = known?.from === queued ? known.to : { ...queued, parts: command.params.parts };
    edited.set(command, { from: queued, to: changed });
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

function queuedItem(queued: QueuedMessage, requestId: string | undefined): QueuedMessageItem {
  return { kind: 'queued_message', key: keyOf(queued.messageId, requestId), queued };
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

function remembered<V extends QueuedMessage | PendingCommand | SentMessage>(
  value: V,
  make: () => ViewItem,
): ViewItem {
  const item = restItems.get(value) ?? make();
  restItems.set(value, item);
  return item;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
