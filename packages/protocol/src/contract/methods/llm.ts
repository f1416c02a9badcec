import * as z from 'zod/mini';
import { defineMethod } from '../define-method.js';
import { OPERATOR_ROUTES } from '../operator-routes.js';
import { ModelOption } from './interface.js';

const Count = z.int().check(z.nonnegative());
/** US dollars for a million tokens. */
const Rates = {
  input: z.number(),
  output: z.number(),
  /** For input that is read from the provider's cache. Default: `input`. */
  cacheRead: z.optional(z.number()),
  /** For input that is written to it. Default: `input`. */
  cacheWrite: z.optional(z.number()),
};

/** A model that this server offers, as operators see it. */
export const LlmModel = z.extend(ModelOption, {
  /** The provider's own name of it. */
  modelId: z.string(),
  /** Whether it answers where nobody has chosen. */
  isDefault: z.boolean(),
  /** Whether anonymous visitors may have it. */
  anonymous: z.boolean(),
  /** `null`: not known. */
  price: z.nullable(
    z.object({ ...Rates, longPrompt: z.optional(z.object({ aboveTokens: Count, ...Rates })) }),
  ),
});
export type LlmModel = z.infer<typeof LlmModel>;

export const LLM_FINISH_REASONS = ['stop', 'tool_calls', 'length', 'refused', 'interrupted'] as const;

/** The models themselves, for operators: the server answers. */
export const LLM_METHODS = {
  /** The providers whose models this server offers, and the models by the names that people pick. */
  listLlmProviders: defineMethod({
    plane: 'interface',
    params: z.object({}),
    result: z.object({
      providers: z.array(z.object({ provider: z.string(), models: z.array(LlmModel) })),
      /** `null`: this server has no models. */
      defaultModel: z.nullable(z.string()),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.listLlmProviders,
    errors: [],
  }),
  /** One answer of a model, whole, without tools and outside of any conversation: nothing is logged. */
  completeLlm: defineMethod({
    plane: 'interface',
    params: z.object({
      /** By the name that people pick. Default: the default model. */
      model: z.optional(z.string().check(z.maxLength(128))),
      system: z.optional(z.string().check(z.maxLength(65_536))),
      messages: z
        .array(
          z.object({
            role: z.enum(['user', 'assistant']),
            text: z.string().check(z.minLength(1), z.maxLength(262_144)),
          }),
        )
        .check(z.minLength(1), z.maxLength(200)),
      maxOutputTokens: z.optional(z.int().check(z.positive())),
      temperature: z.optional(z.number()),
    }),
    result: z.object({
      model: z.string(),
      /** The provider's own name of it. */
      modelId: z.string(),
      text: z.string(),
      /** Only `stop` is a whole answer. */
      finishReason: z.enum(LLM_FINISH_REASONS),
      usage: z.nullable(
        z.object({
          inputTokens: Count,
          outputTokens: Count,
          /** Of `inputTokens`, those that were read from the provider's cache. */
          cacheReadTokens: z.optional(Count),
          /** Of `inputTokens`, those that were written to it. */
          cacheWriteTokens: z.optional(Count),
        }),
      ),
      /** `null`: the price is not known. */
      costMicroUsd: z.nullable(Count),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.completeLlm,
    errors: [],
  }),
} as const;
