import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { ModelImage, ModelMessage, ModelRequest, ModelTool } from '../model/model-port.js';
import { wellFormed } from '../text/well-formed.js';
import { wireId, wireName } from './wire-names.js';

export type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];
type UserContent = Extract<LanguageModelV4Message, { role: 'user' }>['content'];
type ToolContent = Extract<LanguageModelV4Message, { role: 'tool' }>['content'];
type JsonValue = Extract<
  Extract<ToolContent[number], { type: 'tool-result' }>['output'],
  { type: 'json' }
>['value'];
type FunctionTool = Extract<NonNullable<LanguageModelV4CallOptions['tools']>[number], { type: 'function' }>;

/** What a step of this adapter gives as its `continuation`. */
export interface Continuation {
  readonly assistantContent: AssistantContent;
  /** It was asked for without reasoning: see `isReasoningLost`. */
  readonly isWithoutReasoning?: true;
}

/**
 * The prompt as the AI SDK's providers take it: the results of one step's calls are one message. What one
 * model called a tool or a call need not be what another takes.
 */
export function providerPrompt({
  system,
  messages,
}: Pick<ModelRequest, 'system' | 'messages'>): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  if (system !== null && system !== '') prompt.push({ role: 'system', content: system });
  // Its own ids are shown to a provider as they were.
  const own = new Set(messages.flatMap(ownIds));
  const idOf: IdOf = (toolCallId) => (own.has(toolCallId) ? toolCallId : wireId(toolCallId));
  for (const message of messages) {
    const newest = prompt.at(-1);
    if (message.role === 'tool' && newest?.role === 'tool') newest.content.push(toolResult(message, idOf));
    else prompt.push(providerMessage(message, idOf));
  }
  return wellFormed(prompt);
}

type IdOf = (toolCallId: string) => string;

function ownIds(message: ModelMessage): string[] {
  if (message.role !== 'assistant' || !isContinuation(message.continuation)) return [];
  return message.toolCalls.map(({ toolCallId }) => toolCallId);
}

function providerMessage(message: ModelMessage, idOf: IdOf): LanguageModelV4Message {
  switch (message.role) {
    case 'user':
      return {
        role: 'user',
        content: [{ type: 'text', text: message.text }, ...(message.images ?? []).map(imagePart)],
      };
    case 'assistant':
      return { role: 'assistant', content: assistantContent(message, idOf) };
    case 'tool':
      return { role: 'tool', content: [toolResult(message, idOf)] };
  }
}

function imagePart({ name, mediaType, bytes }: ModelImage): UserContent[number] {
  return { type: 'file', mediaType, filename: name, data: { type: 'data', data: bytes } };
}

function assistantContent(
  { text, toolCalls, continuation }: Extract<ModelMessage, { role: 'assistant' }>,
  idOf: IdOf,
): AssistantContent {
  if (isContinuation(continuation)) return continuation.assistantContent.map(named);
  return [
    // Providers refuse a text that is empty, or nothing but white space.
    ...(text.trim() === '' ? [] : [{ type: 'text' as const, text }]),
    ...toolCalls.map(({ toolCallId, name, args }) => ({
      type: 'tool-call' as const,
      toolCallId: idOf(toolCallId),
      toolName: wireName(name),
      input: toolInput(args),
    })),
  ];
}

function named(content: AssistantContent[number]): AssistantContent[number] {
  return content.type === 'tool-call' ? { ...content, toolName: wireName(content.toolName) } : content;
}

export function isContinuation(value: unknown): value is Continuation {
  return typeof value === 'object' && value !== null && 'assistantContent' in value;
}

/** Providers take an object only: what a model wrote instead is quoted in one. */
export function toolInput(args: unknown): Record<string, unknown> {
  return typeof args === 'object' && args !== null && !Array.isArray(args)
    ? { ...args }
    : { invalid_arguments: args };
}

function toolResult(
  { toolCallId, name, result }: Extract<ModelMessage, { role: 'tool' }>,
  idOf: IdOf,
): ToolContent[number] {
  return {
    type: 'tool-result',
    toolCallId: idOf(toolCallId),
    toolName: wireName(name),
    // Both come from the log, so they are JSON.
    output:
      'error' in result
        ? { type: 'error-json', value: result.error as JsonValue }
        : { type: 'json', value: result.output as JsonValue },
  };
}

export function providerTool({ name, description, inputSchema }: ModelTool): FunctionTool {
  return wellFormed({ type: 'function', name, description, inputSchema: { ...inputSchema } });
}
