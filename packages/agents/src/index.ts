export type { AgentOptions } from './loop/create-agent.js';
export { createAgent } from './loop/create-agent.js';
export type { PromptOptions } from './loop/author-names.js';
export { promptOf } from './loop/prompt.js';
export type { ImageLimits } from './loop/turn-pictures.js';
export type { EvidenceFor } from './explain/explained-turn.js';
export type { ModelErrorCode } from './model/model-error.js';
export { MODEL_ERROR_CODES, ModelError } from './model/model-error.js';
export type {
  FinishReason,
  JsonSchema,
  ModelDelta,
  ModelImage,
  ModelMessage,
  ModelPort,
  ModelRequest,
  ModelTool,
  ModelToolCall,
} from './model/model-port.js';
export type { ModelUsage } from './model/model-usage.js';
export { FINISH_REASONS } from './model/model-port.js';
export type { SettingsInChat } from './settings/said-settings.js';
export { settingWords } from './settings/setting-words.js';
export type { Completion, PromptRequest } from './models/complete-prompt.js';
export { completePrompt } from './models/complete-prompt.js';
export type { RegistryHelpers } from './models/llm-helpers.js';
export { llmHelpers } from './models/llm-helpers.js';
export type {
  ListedModel,
  ModelOption,
  ModelRegistry,
  ModelRegistryOptions,
  RegisteredModel,
} from './models/model-registry.js';
export { createModelRegistry } from './models/model-registry.js';
export type { ModelPrice, PriceTable, TokenRates } from './models/price.js';
export { PRICES } from './models/prices.js';
export type {
  AgentTelemetry,
  ModelCallEnd,
  ModelCallStart,
  ModelSpan,
  SpanIds,
  ToolCallStart,
  ToolSpan,
  TurnEnd,
  TurnSpan,
} from './telemetry/agent-telemetry.js';
export { withTelemetry } from './telemetry/traced-turn.js';
export type { KeepResult } from './tools/keep-file.js';
export type { KeptFile, ResultFile } from './tools/result-file.js';
export type { Tool, ToolCallPlace, ToolContext, ToolDefinition } from './tools/tool.js';
export { DEFAULT_TOOL_TIMEOUT_MS, defineTool } from './tools/tool.js';
export type { ToolSource } from './tools/tool-source.js';
export { ToolError } from './tools/tool-error.js';
