import {
  type AttachmentPart,
  type ConversationEvent,
  type ErrorBody,
  isKnownEvent,
  isKnownPart,
  isMessageEvent,
  type KnownEvent,
  type MessageEvent,
  type Outcome,
  type Part,
  SYSTEM_PARTICIPANT_ID,
  type TraceEvent,
  textOf,
} from '@agent-chat/protocol';
import { withPatchedCards } from './patched-cards.js';

/** A tool call of this agent, as far as the log tells. */
export interface LoggedCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly args: unknown;
  /** `waiting`: a person is asked whether it may run. Only this run knows it; the log says `called`. */
  readonly status: 'called' | 'waiting' | 'started' | 'answered';
  /** Of the newest start; 0 before the first. */
  readonly attempt: number;
  /** What ran in place of `args`, when a person changed them. */
  readonly editedArgs?: unknown;
  readonly result: { readonly output: unknown } | { readonly error: ErrorBody } | null;
}

/** A picture that a message carries, as the message tells of it. */
export type PictureRef = Pick<AttachmentPart, 'attachmentId' | 'name' | 'contentType'>;

/** What somebody said, or one model step of this agent, in log order. */
export type TranscriptItem =
  | {
      readonly type: 'said';
      readonly turn: number;
      readonly author: string;
      readonly text: string;
      /** The pictures that it carries. */
      readonly pictures: readonly PictureRef[];
    }
  | {
      readonly type: 'step';
      readonly turn: number;
      readonly text: string;
      /** Whether the step logged a message, or only its tool calls. */
      readonly hasMessage: boolean;
      readonly calls: readonly LoggedCall[];
      readonly outcome: Outcome | null;
      readonly continuation?: unknown;
    }
  /** A button was pressed on a message of this agent. */
  | {
      readonly type: 'action';
      readonly turn: number;
      readonly author: string;
      readonly actionId: string;
      /** What the message said, or the card in it that was pressed. */
      readonly about: string;
      readonly payload?: unknown;
    }
  /** What the loop tells its model in its own words. Of this run only; the log does not hold it. */
  | { readonly type: 'note'; readonly turn: number; readonly text: string }
  /** A turn of this agent that was cleared but stays: what it wrote is not whole. */
  | { readonly type: 'cleared'; readonly turn: number; readonly reason: string };

export type AgentStep = Extract<TranscriptItem, { type: 'step' }>;

/**
 * What the agent `agentId` reads in a log: the messages of the active path, and its own tool
 * calls. Cards are read as they stand now. Reasoning is left out, and so are the traces of others.
 */
export function transcriptOf(log: readonly ConversationEvent[], agentId: string): TranscriptItem[] {
  const events = withPatchedCards(log);
  const path = activePath(events);
  const abandoned = abandonedTurns(events, path);
  const items: TranscriptItem[] = [];
  const edits = editsIn(events);
  for (const event of events) {
    if (!isKnownEvent(event) || abandoned.has(event.turn)) continue;
    if (event.type === 'message') {
      if (!path.has(event.payload.messageId)) continue;
      items.push(event.author === agentId ? stepOf(event) : saidBy(event));
    } else if (event.type === 'action_invoked') {
      const action = actionOf(event, events, agentId, path);
      if (action !== null) items.push(action);
    } else if (event.type === 'turn_cleared') {
      const { turn, reason } = event.payload;
      if (items.some((item) => item.type === 'step' && item.turn === turn)) {
        items.push({ type: 'cleared', turn, reason });
      }
    } else if (event.author === agentId) {
      trace(items, event as TraceEvent, edits);
    }
  }
  return items;
}

/**
 * The ids of the messages from the newest one back to the first. Where the parent of a message is
 * not among the events (it was for others), the message before it in the log stands in for it.
 */
function activePath(events: readonly ConversationEvent[]): Set<string> {
  const messages = events.filter(isMessageEvent);
  const places = new Map(messages.map((event, place) => [event.payload.messageId, place]));
  const path = new Set<string>();
  let place = messages.length - 1;
  for (let event = messages[place]; event !== undefined; event = messages[place]) {
    path.add(event.payload.messageId);
    const { parentId } = event.payload;
    if (parentId === null) break;
    const parent = places.get(parentId);
    place = parent !== undefined && parent < place ? parent : place - 1;
  }
  return path;
}

/** Turns that have messages, none of which is on the path: their traces are of another branch. */
function abandonedTurns(events: readonly ConversationEvent[], path: ReadonlySet<string>): Set<number> {
  const turns = new Map<number, boolean>();
  for (const event of events.filter(isMessageEvent)) {
    turns.set(event.turn, (turns.get(event.turn) ?? false) || path.has(event.payload.messageId));
  }
  return new Set([...turns].filter(([, onPath]) => !onPath).map(([turn]) => turn));
}

/** An action on a message of this agent that is on the path; what others answer is theirs. */
function actionOf(
  { turn, author, payload }: Extract<KnownEvent, { type: 'action_invoked' }>,
  events: readonly ConversationEvent[],
  agentId: string,
  path: ReadonlySet<string>,
): TranscriptItem | null {
  const { messageId, partId, actionId } = payload;
  const message = events.filter(isMessageEvent).find((event) => event.payload.messageId === messageId);
  // What the system has written is explained by the agent that is due.
  const isOurs =
    message?.author === agentId || (actionId === 'explain' && message?.author === SYSTEM_PARTICIPANT_ID);
  if (message === undefined || !isOurs || !path.has(messageId)) return null;
  const { parts } = message.payload;
  const pressed = parts.filter((part) => part.partId === partId);
  const about = contentText(pressed.length > 0 ? pressed : parts);
  return {
    type: 'action',
    turn,
    author,
    actionId,
    about,
    ...('payload' in payload && { payload: payload.payload }),
  };
}

function stepOf({ turn, payload }: MessageEvent): AgentStep {
  return {
    type: 'step',
    turn,
    text: contentText(payload.parts),
    hasMessage: true,
    calls: [],
    outcome: payload.outcome ?? null,
  };
}

export function saidBy({ turn, author, payload }: MessageEvent): TranscriptItem {
  return {
    type: 'said',
    turn,
    author,
    text: contentText(payload.parts),
    pictures: picturesIn(payload.parts),
  };
}

function picturesIn(parts: readonly Part[]): PictureRef[] {
  return parts.flatMap((part) => {
    if (!isKnownPart(part) || part.type !== 'attachment' || !part.contentType.startsWith('image/')) return [];
    const { attachmentId, name, contentType } = part;
    return [{ attachmentId, name, contentType }];
  });
}

/** Adds what a trace tells to the step that it belongs to. */
function trace(items: TranscriptItem[], event: TraceEvent, edits: ReadonlyMap<string, unknown>): void {
  switch (event.type) {
    case 'tool_call': {
      const { toolCallId, name, args } = event.payload;
      const call: LoggedCall = { toolCallId, name, args, status: 'called', attempt: 0, result: null };
      const newest = items.at(-1);
      const open =
        newest?.type === 'step' &&
        newest.turn === event.turn &&
        newest.calls.every(({ status }) => status === 'called');
      if (open) items[items.length - 1] = { ...newest, calls: [...newest.calls, call] };
      else items.push(emptyStep(event.turn, [call]));
      return;
    }
    case 'tool_started': {
      const { toolCallId, attempt, approvalId = '' } = event.payload;
      const edited = edits.has(approvalId) ? { editedArgs: edits.get(approvalId) } : {};
      changeCall(items, toolCallId, (call) => ({ ...call, ...edited, status: 'started', attempt }));
      return;
    }
    case 'tool_result': {
      const { toolCallId, output, error } = event.payload;
      const result = error === undefined ? { output: output ?? null } : { error };
      changeCall(items, toolCallId, (call) => ({ ...call, status: 'answered', result }));
      return;
    }
    default:
      return;
  }
}

/** What people changed in the arguments that they approved, by the approval's id. */
function editsIn(events: readonly ConversationEvent[]): Map<string, unknown> {
  const edits = new Map<string, unknown>();
  for (const event of events) {
    if (!isKnownEvent(event) || event.type !== 'approval_resolved') continue;
    const { approvalId, editedArgs } = event.payload;
    if (editedArgs !== undefined) edits.set(approvalId, editedArgs);
  }
  return edits;
}

function emptyStep(turn: number, calls: readonly LoggedCall[]): AgentStep {
  return { type: 'step', turn, text: '', hasMessage: false, calls, outcome: null };
}

/** Changes the newest call of that id. */
export function changeCall(
  items: TranscriptItem[],
  toolCallId: string,
  change: (call: LoggedCall) => LoggedCall,
): void {
  const place = items.findLastIndex(
    (item) => item.type === 'step' && item.calls.some((call) => call.toolCallId === toolCallId),
  );
  const step = items[place];
  if (step?.type !== 'step') return;
  items[place] = {
    ...step,
    calls: step.calls.map((call) => (call.toolCallId === toolCallId ? change(call) : call)),
  };
}

/** What the parts of a message say, in words. */
function contentText(parts: readonly Part[]): string {
  return parts
    .map((part) => partText(part))
    .filter((text) => text !== '')
    .join('\n\n');
}

function partText(part: Part): string {
  // A part of an unknown type has only the fields that every part has.
  if ('text' in part) return part.type === 'text' ? textOf([part]) : '';
  if ('card' in part) return part.card.fallbackText ?? `[A card of type ${part.card.type}]`;
  if ('attachmentId' in part) return attachmentText(part);
  if ('data' in part) return `[${part.name}] ${JSON.stringify(part.data)}`;
  return '';
}

function attachmentText({
  name,
  contentType,
  summary,
}: {
  name: string;
  contentType: string;
  summary?: string | undefined;
}): string {
  return `[Attached: ${name}, ${contentType}${summary === undefined ? '' : `: ${summary}`}]`;
}
