export type { AiSdkModelOptions } from './ai-sdk-model.js';
export { aiSdkModel } from './ai-sdk-model.js';
export type { Environment } from './model-from-environment.js';
export { modelAddress, modelFromEnvironment } from './model-from-environment.js';
