import type { KnownEvent, MessagePayload, TimelineEntry, TracePayload } from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// Stored history of a chat with tools: final messages and pairs of `tool_use` and `tool_result`.

type Fields = Readonly<Record<string, unknown>>;

/** Each may have fields that nobody has foretold. */
export type HistoryItem = Fields &
  (
    | { readonly kind: 'user'; readonly id: string; readonly text: string }
    | {
        readonly kind: 'assistant';
        readonly id: string;
        readonly thinking: string | null;
        readonly text: string;
        /** How it ended: whole, stopped by a person, cut by the turn limit, or failed. */
        readonly end: 'done' | 'stopped' | 'max_turns' | 'error';
      }
    | { readonly kind: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }
    | {
        readonly kind: 'tool_result';
        readonly id: string;
        readonly content: unknown;
        readonly isError: boolean;
      }
  );

const ENDS = {
  done: { status: 'complete' },
  stopped: { status: 'stopped' },
  max_turns: {
    status: 'truncated',
    reason: { code: 'max_turns', message: 'The turn limit was reached.', retryable: false },
  },
  error: {
    status: 'failed',
    reason: { code: 'provider_error', message: 'The model failed.', retryable: true },
  },
} as const;

/** What an item has besides is a field of the payload. */
export function itemToEvents(item: HistoryItem, turn: number): Carried[] {
  switch (item.kind) {
    case 'user': {
      const { kind: _kind, id, text, ...rest } = item;
      return [message(turn, 'user', id, [{ type: 'text', partId: 'text', text }], rest)];
    }
    case 'assistant': {
      const { kind: _kind, id, thinking, text, end, ...rest } = item;
      const reasoning =
        thinking === null ? [] : [{ type: 'reasoning', partId: 'reasoning', text: thinking } as const];
      const parts = [...reasoning, { type: 'text', partId: 'text', text } as const];
      return [message(turn, 'assistant', id, parts, { ...rest, outcome: ENDS[end] })];
    }
    case 'tool_use': {
      const { kind: _kind, id: toolCallId, name, input: args, ...rest } = item;
      return [{ type: 'tool_call', turn, author: 'agent', payload: { ...rest, toolCallId, name, args } }];
    }
    case 'tool_result': {
      const { kind: _kind, id: toolCallId, content, isError, ...rest } = item;
      const error = { code: 'ToolFailed', message: '', details: content, retryable: false };
      const answer = isError ? { error } : { output: content };
      return [{ type: 'tool_result', turn, author: 'agent', payload: { ...rest, toolCallId, ...answer } }];
    }
  }
}

function message(
  turn: number,
  role: 'user' | 'assistant',
  messageId: string,
  parts: MessagePayload['parts'],
  rest: object,
): Carried {
  const payload = { ...rest, messageId, parentId: null, role, parts };
  const author = role === 'user' ? 'user' : 'agent';
  return { type: 'message', turn, author, finality: 'turn', payload };
}

export function itemFrom({ type, payload }: Pick<KnownEvent, 'type' | 'payload'>): HistoryItem | null {
  switch (type) {
    case 'tool_call': {
      const { toolCallId: id, name, args: input, ...rest } = payload as TracePayload<'tool_call'>;
      return { ...rest, kind: 'tool_use', id, name, input };
    }
    case 'tool_result': {
      const { toolCallId: id, output, error, ...rest } = payload as TracePayload<'tool_result'>;
      const content = error ? error.details : output;
      return { ...rest, kind: 'tool_result', id, content, isError: error !== undefined };
    }
    case 'message':
      return itemOfMessage(payload as MessagePayload);
    default:
      return null;
  }
}

function itemOfMessage(payload: MessagePayload): HistoryItem {
  const { messageId: id, parentId: _parent, role, parts, outcome, ...rest } = payload;
  const textIn = (type: 'text' | 'reasoning'): string | undefined =>
    (parts.find((part) => part.type === type) as { text?: string } | undefined)?.text;
  const text = textIn('text') ?? '';
  if (role === 'user') return { ...rest, kind: 'user', id, text };
  const ends = Object.entries(ENDS) as [keyof typeof ENDS, (typeof ENDS)[keyof typeof ENDS]][];
  const end = ends.find(([, one]) => one.status === outcome?.status)?.[0] ?? 'done';
  return { ...rest, kind: 'assistant', id, thinking: textIn('reasoning') ?? null, text, end };
}

/** Of what is folded: a call and its result are one entry. */
export function itemsFrom(entry: TimelineEntry): HistoryItem[] {
  if (entry.kind === 'message') return [itemOfMessage(entry.message)];
  if (entry.kind !== 'tool') return [];
  const { toolCallId: id, name, args: input, status, output, error, unknown = [] } = entry;
  const restOf = (type: string): object => [...unknown].find((one) => one.type === type)?.payload ?? {};
  const use: HistoryItem = { ...restOf('tool_call'), kind: 'tool_use', id, name, input };
  if (status !== 'done' && status !== 'failed') return [use];
  const content = error ? error.details : output;
  const isError = error !== undefined;
  return [use, { ...restOf('tool_result'), kind: 'tool_result', id, content, isError }];
}
