import type { KnownEvent, MessagePayload } from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// Stored history of a chat with tools: final messages and pairs of `tool_use` and `tool_result`.

export type HistoryItem =
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
    };

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

export function itemToEvents(item: HistoryItem, turn: number): Carried[] {
  switch (item.kind) {
    case 'user':
      return [message(turn, 'user', 'user', item.id, [{ type: 'text', partId: 'text', text: item.text }])];
    case 'assistant': {
      const { thinking } = item;
      const reasoning =
        thinking === null ? [] : [{ type: 'reasoning', partId: 'reasoning', text: thinking } as const];
      const parts = [...reasoning, { type: 'text', partId: 'text', text: item.text } as const];
      return [message(turn, 'agent', 'assistant', item.id, parts, ENDS[item.end])];
    }
    case 'tool_use': {
      const payload = { toolCallId: item.id, name: item.name, args: item.input };
      return [{ type: 'tool_call', turn, author: 'agent', payload }];
    }
    case 'tool_result': {
      const { id: toolCallId, content, isError } = item;
      const error = { code: 'ToolFailed', message: '', details: content, retryable: false };
      return [
        {
          type: 'tool_result',
          turn,
          author: 'agent',
          payload: { toolCallId, ...(isError ? { error } : { output: content }) },
        },
      ];
    }
  }
}

function message(
  turn: number,
  author: string,
  role: MessagePayload['role'],
  messageId: string,
  parts: MessagePayload['parts'],
  outcome?: MessagePayload['outcome'],
): Carried {
  const payload = { messageId, parentId: null, role, parts, ...(outcome && { outcome }) };
  return { type: 'message', turn, author, finality: 'turn', payload };
}

export function itemFrom(event: KnownEvent): HistoryItem | null {
  if (event.type === 'tool_call') {
    const { toolCallId, name, args } = event.payload;
    return { kind: 'tool_use', id: toolCallId, name, input: args };
  }
  if (event.type === 'tool_result') {
    const { toolCallId, output, error } = event.payload;
    return {
      kind: 'tool_result',
      id: toolCallId,
      content: error ? error.details : output,
      isError: error !== undefined,
    };
  }
  if (event.type !== 'message') return null;
  const { messageId, role, parts, outcome } = event.payload;
  const textIn = (type: 'text' | 'reasoning'): string | undefined =>
    (parts.find((part) => part.type === type) as { text?: string } | undefined)?.text;
  const text = textIn('text') ?? '';
  if (role === 'user') return { kind: 'user', id: messageId, text };
  const ends = Object.entries(ENDS) as [keyof typeof ENDS, (typeof ENDS)[keyof typeof ENDS]][];
  const end = ends.find(([, one]) => one.status === outcome?.status)?.[0] ?? 'done';
  return { kind: 'assistant', id: messageId, thinking: textIn('reasoning') ?? null, text, end };
}
