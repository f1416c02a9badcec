import type { MeterWindow } from '@agent-chat/protocol';

/** What an interface grants each of its visitors, and all of them together. */
export interface InterfaceRules {
  /** Without activity for so many minutes a session ends; 0: never. Default 60. */
  readonly sessionTimeoutMinutes?: number;
  /** Messages of one session in a window: an integer from 1 to 10,000. Default 10. */
  readonly rateLimitMessages?: number;
  /** The length of the window in seconds: an integer from 1 to 86,400. Default 60. */
  readonly rateLimitWindowSeconds?: number;
  /**
   * What all its visitors may cause together. `messages` counts theirs; `money` (micro-USD), `tokens`
   * and meters of your own are what agents reserve: a cap on these is set in each conversation as it
   * begins. Default: none.
   */
  readonly budgets?: readonly InterfaceBudget[];
}

export interface InterfaceBudget {
  readonly meter: string;
  readonly window: MeterWindow;
  /** In the meter's own unit: an integer from 0. */
  readonly limit: number;
}

/** The meter of visitors' messages. */
export const MESSAGES = 'messages';
