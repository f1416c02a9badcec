import { randomUUID } from 'node:crypto';
import type { ChatCompletionRequest, ChatMessage } from '@copilotkit/aimock';

/** What the model writes, or the tools that it asks for, as a provider's server sends it. */
export type ModelAnswer =
  | { readonly content: string }
  | {
      readonly content: string;
      readonly toolCalls: { readonly name: string; readonly arguments: string; readonly id: string }[];
    };

/** A tool's answer as the model reads it. */
export interface ToolAnswer {
  readonly name: string;
  readonly output: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A prompt, from the newest message of a person on. */
export interface Asked {
  readonly text: string;
  readonly answers: readonly ToolAnswer[];
}

/** What stands in a request on the wire: a model sees nothing else. */
export function askedIn({ messages }: ChatCompletionRequest): Asked {
  const isQuestion = (one: ChatMessage): boolean => one.role === 'user' && !textOf(one).startsWith('[');
  const at = messages.findLastIndex(isQuestion);
  const names = new Map(
    messages.flatMap(({ tool_calls = [] }) =>
      tool_calls.map((call) => [call.id, call.function.name] as const),
    ),
  );
  const question = messages[at];
  return {
    text: question === undefined ? '' : textOf(question),
    answers: messages.slice(at + 1).flatMap((one): ToolAnswer[] => {
      if (one.role !== 'tool') return [];
      return [
        { name: names.get(one.tool_call_id ?? '') ?? '', text: textOf(one), output: outputOf(textOf(one)) },
      ];
    }),
  };
}

function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join('');
}

function outputOf(text: string): ToolAnswer['output'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // An error of a tool is told in words.
    return {};
  }
}

/** Asks for a tool, under an id of its own as providers give it. */
export function calling({ answers }: Asked, name: string, args: object): ModelAnswer {
  const id = `call_${answers.length}_${randomUUID().slice(0, 8)}`;
  return { content: '', toolCalls: [{ name, arguments: JSON.stringify(args), id }] };
}

/** A model that does what the campaign's prompt and its tools tell it. */
export function obedient(asked: Asked): ModelAnswer {
  const { text, answers } = asked;
  const last = answers.at(-1);
  const { output = {} } = last ?? {};
  switch (last?.name) {
    case undefined:
      if (!text.includes('Find ')) return { content: 'As you wish.' };
      return calling(asked, 'draft_brief', { goal: text, language: 'Python', activeDays: 90, maxPeople: 45 });
    case 'draft_brief':
      return calling(asked, 'simulate', {});
    case 'simulate':
      return calling(asked, 'discover_people', { maxPeople: 45 });
    case 'discover_people':
      return calling(asked, 'write_messages', { count: output['found'] });
    case 'write_messages':
    case 'send_messages':
      if (output['next'] != null) return calling(asked, 'send_messages', output['next']);
      return calling(asked, 'summarise', { period: 'run' });
    case 'summarise':
      return { content: `I have sent ${String(output['sent'])} messages.` };
    default:
      return { content: `I stop: ${last?.text ?? ''}` };
  }
}
