import { AgentChatError } from '@agent-chat/protocol';
import { ModelError } from '../model/model-error.js';
import type { FinishReason, ModelPort, ModelRequest } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';

export type PromptRequest = Omit<ModelRequest, 'tools'>;

export interface Completion {
  readonly modelId: string;
  readonly text: string;
  /** Only `stop` is a whole answer. */
  readonly finishReason: FinishReason;
  readonly usage: ModelUsage | null;
  /** `null` where the price is not known. */
  readonly costMicroUsd: number | null;
}

/**
 * One answer of a model, without tools, whole.
 * @throws AgentChatError `Unavailable` with the model's code in `details`: it failed, or was cut off
 */
export async function completePrompt(model: ModelPort, request: PromptRequest): Promise<Completion> {
  const { modelId } = model;
  let text = '';
  try {
    for await (const delta of model.step({ ...request, tools: [] })) {
      if (delta.type === 'text') text += delta.append;
      if (delta.type !== 'finish') continue;
      const usage = delta.usage ?? null;
      const cost = usage === null ? null : (model.costOf?.(usage) ?? null);
      const costMicroUsd = cost === null ? null : Math.ceil(cost);
      return { modelId, text, finishReason: delta.reason, usage, costMicroUsd };
    }
  } catch (cause) {
    if (request.signal.aborted) throw new AgentChatError('Aborted', 'The completion was aborted.', { cause });
    if (!ModelError.isInstance(cause)) throw cause;
    const { code, message, retryable } = cause;
    throw new AgentChatError('Unavailable', message, { details: { code }, retryable, cause });
  }
  throw new AgentChatError('Unavailable', 'The model broke off in the middle of its answer.', {
    details: { code: 'stream_truncated' },
  });
}
