import type { LanguageModelV4 } from '@ai-sdk/provider';

/** How a model is reached, all of it said. */
export interface BareSettings {
  readonly apiKey: string;
  readonly baseURL: string;
}

/**
 * Whether this process has an empty address of that name. The packages of Anthropic and OpenAI make a
 * provider of their own while they are loaded and look its address up in the environment; an empty one
 * is an error to them, and then they cannot be loaded at all. The environment is the host's: it stays as
 * it is, and the model alone is loaded, by the entry that the packages of other providers load it by.
 */
export function isEmptyHere(name: string): boolean {
  return globalThis.process?.env?.[name]?.trim() === ''; // not every runtime has a process
}

/** As `createAnthropic` makes it. */
export async function bareAnthropic(
  { apiKey, baseURL }: BareSettings,
  modelId: string,
): Promise<LanguageModelV4> {
  const { AnthropicMessagesLanguageModel } = await import('@ai-sdk/anthropic/internal');
  return new AnthropicMessagesLanguageModel(modelId, {
    provider: 'anthropic.messages',
    baseURL,
    headers: { 'anthropic-version': '2023-06-01', 'x-api-key': apiKey },
    supportsMessageThreads: true,
    supportedUrls: () => ({ 'image/*': [/^https?:\/\/.*$/], 'application/pdf': [/^https?:\/\/.*$/] }),
  });
}

/** As `createOpenAI` makes it for the Responses API. */
export async function bareResponses(
  { apiKey, baseURL }: BareSettings,
  modelId: string,
): Promise<LanguageModelV4> {
  const { OpenAIResponsesLanguageModel } = await import('@ai-sdk/openai/internal');
  return new OpenAIResponsesLanguageModel(modelId, {
    provider: 'openai.responses',
    baseURL,
    url: ({ path }) => `${baseURL}${path}`,
    headers: { Authorization: `Bearer ${apiKey}` },
    fileIdPrefixes: ['file-'],
  });
}
