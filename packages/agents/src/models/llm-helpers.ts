import type { MethodParams, MethodResult } from '@agent-chat/protocol';
import { completePrompt } from './complete-prompt.js';
import type { ListedModel, ModelRegistry } from './model-registry.js';

/** The option `llm` of a server, by the models of a registry. */
export interface RegistryHelpers {
  readonly defaultModel: string;
  readonly models: readonly Omit<ListedModel, 'address'>[];
  /** @throws AgentChatError `InvalidRequest` for a model that there is not, `Unavailable` */
  complete(
    request: MethodParams<'completeLlm'>,
    options: { readonly signal: AbortSignal },
  ): Promise<MethodResult<'completeLlm'>>;
}

/** For `createServer({ llm })`: operators list these models and ask them. */
export function llmHelpers(registry: ModelRegistry): RegistryHelpers {
  const { defaultModel, models } = registry;
  return {
    defaultModel,
    // Where each is asked is for the terminal to tell, not for a page.
    models: models.map(({ address: _, ...model }) => model),
    async complete({ model = defaultModel, system, messages, maxOutputTokens, temperature }, { signal }) {
      const completion = await completePrompt(registry.get(model), {
        system: system ?? null,
        messages: messages.map(({ role, text }) =>
          role === 'user' ? { role, text } : { role, text, toolCalls: [] },
        ),
        ...(maxOutputTokens !== undefined && { maxOutputTokens }),
        ...(temperature !== undefined && { temperature }),
        signal,
      });
      return { model, ...completion };
    },
  };
}
