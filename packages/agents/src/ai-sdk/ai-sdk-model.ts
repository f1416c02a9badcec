import { type Clock, systemClock } from '@agent-chat/core';
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { COMMON_IMAGE_TYPES } from '../model/image-types.js';
import { ModelError } from '../model/model-error.js';
import type { ModelDelta, ModelPort, ModelRequest } from '../model/model-port.js';
import { sleep } from '../timing/sleep.js';
import { providerPrompt, providerTool } from './prompt.js';
import { isReasoningLost, needsItsReasoning, withoutBudget } from './lost-reasoning.js';
import { modelErrorOf, retryAfterMs } from './provider-error.js';
import { StreamReader } from './stream-reader.js';

export interface AiSdkModelOptions {
  /** How often a call that failed before it wrote anything is tried again. Default 2. */
  readonly maxRetries?: number;
  /** A provider that asks for a longer wait is not asked again. Default 20 seconds. */
  readonly maxRetryDelayMs?: number;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  /**
   * How much the model reasons, where it can. Default: the provider's default. Claude reasons no more in a
   * turn that goes on after it waited for a person, or after a crash: what it signed of its reasoning is gone.
   */
  readonly reasoning?: NonNullable<LanguageModelV4CallOptions['reasoning']>;
  /** Passed to the provider as they are, by provider name. */
  readonly providerOptions?: NonNullable<LanguageModelV4CallOptions['providerOptions']>;
  /**
   * Whether the model takes pictures. Default: as the models of Anthropic, OpenAI and Google do; one behind
   * another server is taken for one that does not.
   */
  readonly images?: boolean;
  /** Default: the platform's. */
  readonly clock?: Clock;
  /** From 0 up to 1: spreads retries. Default `Math.random`. */
  readonly random?: () => number;
}

const FIRST_RETRY_MS = 500;

/**
 * A model of any AI SDK provider (specification `v4`, AI SDK 7), for example
 * `aiSdkModel(createAnthropic({ apiKey })('claude-haiku-5-5'))`.
 *
 * It speaks to the provider's `doStream` itself, because only there a stream that was cut can be
 * told from one that ended, and because nothing may be asked again once something was shown. Until
 * then a call that failed for a passing reason is repeated after the `Retry-After` of the answer,
 * or else with growing delays.
 */
export function aiSdkModel(languageModel: LanguageModelV4, options: AiSdkModelOptions = {}): ModelPort {
  const { maxRetries = 2, maxRetryDelayMs = 20_000, clock = systemClock(), random = Math.random } = options;
  const { modelId } = languageModel;
  return {
    modelId,
    provider: providerName(languageModel.provider),
    ...(options.maxOutputTokens !== undefined && { maxOutputTokens: options.maxOutputTokens }),
    imageTypes: imageTypes(languageModel.provider, options.images),
    async *step(request: ModelRequest): AsyncGenerator<ModelDelta> {
      for (let attempt = 0; ; attempt += 1) {
        let streaming = false;
        try {
          for await (const delta of stream(languageModel, request, options)) {
            streaming = true;
            yield delta;
          }
          return;
        } catch (error) {
          const failure = modelErrorOf(error, modelId, streaming);
          const backoffMs = FIRST_RETRY_MS * 2 ** attempt * (0.5 + random() / 2);
          const delayMs = retryAfterMs(error, clock.now()) ?? backoffMs;
          const isLast = attempt >= maxRetries || delayMs > maxRetryDelayMs;
          if (streaming || !failure.retryable || isLast || request.signal.aborted) throw failure;
          yield { type: 'progress', status: 'retrying' };
          await sleep(clock, delayMs, request.signal);
        }
      }
    },
  };
}

async function* stream(
  languageModel: LanguageModelV4,
  request: ModelRequest,
  options: AiSdkModelOptions,
): AsyncGenerator<ModelDelta> {
  const isWithoutReasoning = needsItsReasoning(languageModel) && isReasoningLost(request.messages);
  const reasoning = isWithoutReasoning ? undefined : options.reasoning;
  const providerOptions = isWithoutReasoning
    ? withoutBudget(options.providerOptions)
    : options.providerOptions;
  const { maxOutputTokens = options.maxOutputTokens, temperature = options.temperature } = request;
  const { stream: parts } = await languageModel.doStream({
    prompt: providerPrompt(request),
    abortSignal: request.signal,
    ...(request.tools.length > 0 && { tools: request.tools.map(providerTool) }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(reasoning !== undefined && { reasoning }),
    ...(providerOptions !== undefined && { providerOptions }),
  });
  const reader = new StreamReader({ isWithoutReasoning });
  let shown = false;
  for await (const part of parts) {
    const delta = reader.read(part);
    if (delta === null) continue;
    // A stream that broke off before it wrote anything may be asked for again.
    if (delta.type === 'finish' && delta.reason === 'interrupted' && !shown) break;
    shown = true;
    yield delta;
    if (delta.type === 'finish') return;
  }
  throw new ModelError('stream_truncated', 'The model ended its answer in the middle.', { retryable: true });
}

/** Of pictures, by who serves the model. */
const IMAGE_TYPES: Readonly<Record<string, readonly string[]>> = {
  anthropic: [...COMMON_IMAGE_TYPES, 'image/gif'],
  openai: [...COMMON_IMAGE_TYPES, 'image/gif'],
  google: COMMON_IMAGE_TYPES,
};

function imageTypes(provider: string, images: boolean | undefined): readonly string[] {
  const known = IMAGE_TYPES[provider.split('.')[0] ?? provider];
  return images === false ? [] : (known ?? (images === true ? COMMON_IMAGE_TYPES : []));
}

/** As the GenAI conventions of OpenTelemetry call who serves a model: `google.generative-ai` is theirs. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  google: 'gcp.gemini',
  'amazon-bedrock': 'aws.bedrock',
  azure: 'azure.ai.openai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

function providerName(provider: string): string {
  const first = provider.split('.')[0] ?? provider;
  return PROVIDER_NAMES[first] ?? first;
}
