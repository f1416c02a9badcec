import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ModelMessage } from '../model/model-port.js';
import { isContinuation } from './prompt.js';

type ProviderOptions = NonNullable<LanguageModelV4CallOptions['providerOptions']>;

/**
 * Whether the newest calls of a prompt lack the reasoning that they came from. A model signs its reasoning,
 * and the log does not keep that: a turn that waited for a person, or whose process ended, goes on without.
 * So do its further steps, because a turn is reasoned in all of its steps or in none.
 */
export function isReasoningLost(messages: readonly ModelMessage[]): boolean {
  const newest = messages.findLast((message) => message.role === 'assistant');
  if (newest === undefined || newest.toolCalls.length === 0) return false;
  const { continuation } = newest;
  return !isContinuation(continuation) || continuation.isWithoutReasoning === true;
}

/**
 * Whether a model refuses to reason on after calls without their reasoning: Claude does, whoever serves it.
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking
 */
export function needsItsReasoning({ provider, modelId }: LanguageModelV4): boolean {
  return /anthropic|claude/.test(`${provider} ${modelId}`);
}

/** The options of a provider without a budget of reasoning. */
export function withoutBudget(providerOptions: ProviderOptions | undefined): ProviderOptions | undefined {
  if (providerOptions === undefined) return undefined;
  const entries = Object.entries(providerOptions).map(([name, own]) => [
    name,
    Object.fromEntries(Object.entries(own).filter(([key, value]) => !isBudget(key, value))),
  ]);
  return Object.fromEntries(entries) as ProviderOptions;
}

/** As Anthropic calls it, and Bedrock. */
const BUDGETS = ['thinking', 'reasoningConfig'];

function isBudget(key: string, value: unknown): boolean {
  const { type } = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown };
  return BUDGETS.includes(key) && type === 'enabled';
}
