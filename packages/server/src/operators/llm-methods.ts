import {
  AgentChatError,
  type InterfaceMethod,
  type LlmModel,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { operatorOf } from '../methods/operator.js';
import type { ServerMethods } from '../methods/server-methods.js';

export type LlmMethod = Extract<InterfaceMethod, 'listLlmProviders' | 'completeLlm'>;

/** The host's models, as far as a server speaks of them. */
export interface LlmHelpers {
  readonly defaultModel: string;
  /** In their order, each with who runs it. */
  readonly models: readonly (LlmModel & { readonly provider: string })[];
  /**
   * One answer of a model, by the name that people pick.
   * @throws AgentChatError `InvalidRequest` for a model that there is not, `Unavailable`
   */
  complete(
    request: MethodParams<'completeLlm'>,
    options: { readonly signal: AbortSignal },
  ): Promise<MethodResult<'completeLlm'>>;
}

export function createLlmMethods(llm: LlmHelpers | undefined): ServerMethods<LlmMethod> {
  return {
    async listLlmProviders(_params, identity) {
      operatorOf(identity);
      const byProvider = Map.groupBy(llm?.models ?? [], ({ provider }) => provider);
      return {
        providers: [...byProvider].map(([provider, models]) => ({
          provider,
          models: models.map(({ provider: _, ...model }) => model),
        })),
        defaultModel: llm?.defaultModel ?? null,
      };
    },

    async completeLlm(params, identity, { request }) {
      operatorOf(identity);
      if (llm !== undefined) return llm.complete(params, { signal: request.signal });
      throw new AgentChatError('InvalidRequest', 'This server has no models.');
    },
  };
}
