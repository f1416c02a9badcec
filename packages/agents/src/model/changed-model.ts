import type { ModelPort } from './model-port.js';

/** `model` with other members. One that is a class keeps what it has by its prototype. */
export function changedModel(model: ModelPort, changes: Partial<ModelPort>): ModelPort {
  const { modelId, provider, maxOutputTokens, imageTypes } = model;
  return {
    modelId,
    ...(provider !== undefined && { provider }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(imageTypes !== undefined && { imageTypes }),
    step: (request) => model.step(request),
    ...(model.costOf !== undefined && { costOf: model.costOf.bind(model) }),
    ...changes,
  };
}
