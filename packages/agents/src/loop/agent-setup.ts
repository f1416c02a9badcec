import type { Clock, Logger } from '@agent-chat/core';
import type { ModelPort } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import type { SettingsInChat } from '../settings/said-settings.js';
import type { KeepResult } from '../tools/keep-file.js';
import type { Tool } from '../tools/tool.js';
import type { ImageLimits } from './turn-pictures.js';

/** What an agent is made of: the same for all of its turns. */
export interface AgentSetup {
  readonly model: ModelPort;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly systemPrompt: string | undefined;
  readonly maxSteps: number;
  readonly costOf: ((usage: ModelUsage) => number) | undefined;
  /** `null`: what people write sets nothing. */
  readonly settingsInChat: SettingsInChat | null;
  readonly imageLimits: ImageLimits;
  readonly keepResult: KeepResult | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}
