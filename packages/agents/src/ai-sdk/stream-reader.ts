import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { FinishReason, ModelDelta } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import { type AssistantContent, type Continuation, toolInput } from './prompt.js';

type Content = AssistantContent[number];
type Metadata = NonNullable<Content['providerOptions']>;
type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** A block that is being streamed, kept so that it can be shown to the model again as it was. */
interface OpenBlock {
  readonly type: 'text' | 'reasoning';
  text: string;
  metadata: Metadata | undefined;
}

/**
 * Turns one provider stream into deltas, and keeps what the provider wants to see again in the
 * next step of the same turn: signatures of reasoning, ids of items.
 *
 * @throws what the provider streamed as an error.
 */
export class StreamReader {
  readonly #content: (OpenBlock | Content)[] = [];
  readonly #blocks = new Map<string, OpenBlock>();
  readonly #toolNames = new Map<string, string>();
  readonly #isWithoutReasoning: boolean;
  #hasToolCalls = false;

  /** @param options.isWithoutReasoning the step was asked for without reasoning */
  constructor({ isWithoutReasoning }: { readonly isWithoutReasoning: boolean }) {
    this.#isWithoutReasoning = isWithoutReasoning;
  }

  read(part: LanguageModelV4StreamPart): ModelDelta | null {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        this.#open(part.type === 'text-start' ? 'text' : 'reasoning', part.id, part.providerMetadata);
        return null;
      case 'text-delta':
        return this.#append('text', part);
      case 'reasoning-delta':
        return this.#append('reasoning', part);
      case 'text-end':
      case 'reasoning-end':
        this.#annotate(part.id, part.providerMetadata);
        return null;
      case 'tool-input-start':
        if (part.providerExecuted !== true) this.#toolNames.set(part.id, part.toolName);
        return null;
      case 'tool-input-delta': {
        const toolName = this.#toolNames.get(part.id);
        if (toolName === undefined || part.delta === '') return null;
        return { type: 'tool_input', toolCallId: part.id, toolName, append: part.delta };
      }
      case 'tool-call':
        return this.#toolCall(part);
      case 'finish':
        return this.#finish(part);
      case 'error':
        throw part.error;
      default:
        // Sources, files and tools that a provider runs itself: no part of a message for now.
        return null;
    }
  }

  #open(type: OpenBlock['type'], id: string, metadata: Metadata | undefined): OpenBlock {
    const block: OpenBlock = { type, text: '', metadata };
    this.#blocks.set(id, block);
    this.#content.push(block);
    return block;
  }

  #append(
    type: OpenBlock['type'],
    part: { readonly id: string; readonly delta: string; readonly providerMetadata?: Metadata },
  ): ModelDelta | null {
    const known = this.#blocks.get(part.id);
    const block = known?.type === type ? known : this.#open(type, part.id, undefined);
    block.text += part.delta;
    block.metadata = part.providerMetadata ?? block.metadata;
    return part.delta === '' ? null : { type, append: part.delta };
  }

  #annotate(id: string, metadata: Metadata | undefined): void {
    const block = this.#blocks.get(id);
    if (block !== undefined) block.metadata = metadata ?? block.metadata;
    this.#blocks.delete(id);
  }

  #toolCall(part: Extract<LanguageModelV4StreamPart, { type: 'tool-call' }>): ModelDelta | null {
    if (part.providerExecuted === true) return null;
    const { toolCallId, toolName, input, providerMetadata } = part;
    const args = parsedInput(input);
    this.#hasToolCalls = true;
    this.#content.push({
      type: 'tool-call',
      toolCallId,
      toolName,
      input: toolInput(args),
      ...(providerMetadata && { providerOptions: providerMetadata }),
    });
    return { type: 'tool_call', toolCallId, name: toolName, args };
  }

  #finish({ finishReason, usage }: FinishPart): ModelDelta {
    const counted = usageOf(usage);
    return {
      type: 'finish',
      reason: this.#reason(finishReason.unified),
      ...(counted === null ? {} : { usage: counted }),
      ...(this.#hasToolCalls ? { continuation: this.#continuation() } : {}),
    };
  }

  #reason(unified: FinishPart['finishReason']['unified']): FinishReason {
    switch (unified) {
      case 'length':
        return 'length';
      case 'content-filter':
        return 'refused';
      case 'error':
      case 'interrupted':
        return 'interrupted';
      // `other` is a reason of the provider's own: it did end its answer.
      case 'stop':
      case 'tool-calls':
      case 'other':
        return this.#hasToolCalls ? 'tool_calls' : 'stop';
    }
  }

  #continuation(): Continuation {
    const assistantContent = this.#content.flatMap((block): Content[] => {
      if (!('metadata' in block)) return [block];
      const { type, text, metadata } = block;
      if (metadata === undefined && isBlank(block)) return [];
      return [{ type, text, ...(metadata && { providerOptions: metadata }) }];
    });
    return { assistantContent, ...(this.#isWithoutReasoning && { isWithoutReasoning: true }) };
  }
}

/** Anthropic refuses a text of white space only, also its own; reasoning is signed as it is. */
function isBlank({ type, text }: OpenBlock): boolean {
  return type === 'text' ? text.trim() === '' : text === '';
}

/** The JSON of a call's input, or its text where it is none: the tool's schema then refuses it. */
function parsedInput(input: string): unknown {
  if (input.trim() === '') return {};
  try {
    return JSON.parse(input) as unknown;
  } catch {
    return input;
  }
}

function usageOf({ inputTokens, outputTokens }: FinishPart['usage']): ModelUsage | null {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  const { cacheRead = 0, cacheWrite = 0 } = inputTokens;
  return {
    inputTokens: inputTokens.total ?? 0,
    outputTokens: outputTokens.total ?? 0,
    ...(cacheRead > 0 && { cacheReadTokens: cacheRead }),
    ...(cacheWrite > 0 && { cacheWriteTokens: cacheWrite }),
  };
}
