export type { AiSdkModelOptions } from './ai-sdk-model.js';
export { aiSdkModel } from './ai-sdk-model.js';
export type { Environment } from './model-from-environment.js';
export { modelAddress, modelByName, modelFromEnvironment } from './model-from-environment.js';
export { modelsFromEnvironment } from './models-from-environment.js';
export { modelsFromYaml } from './models-from-yaml.js';
