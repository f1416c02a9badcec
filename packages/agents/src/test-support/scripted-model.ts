import type { ModelDelta, ModelPort, ModelRequest } from '../model/model-port.js';

export interface ScriptedModel extends ModelPort {
  /** What the model was asked, step by step. */
  readonly requests: readonly ModelRequest[];
}

/** A model whose every step is decided by `script`, from the request and the number of steps before. */
export function scriptedModel(
  script: (request: ModelRequest, step: number) => Iterable<ModelDelta> | AsyncIterable<ModelDelta>,
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    modelId: 'scripted',
    requests,
    async *step(request) {
      requests.push(request);
      yield* script(request, requests.length - 1);
    },
  };
}

export const text = (append: string): ModelDelta => ({ type: 'text', append });
export const reasoning = (append: string): ModelDelta => ({ type: 'reasoning', append });
export const call = (name: string, args: unknown = {}, toolCallId = `call-${name}`): ModelDelta => ({
  type: 'tool_call',
  toolCallId,
  name,
  args,
});
export const stop: ModelDelta = { type: 'finish', reason: 'stop' };
export const toTools: ModelDelta = { type: 'finish', reason: 'tool_calls' };
