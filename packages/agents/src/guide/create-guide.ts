import { type AgentRunner, type Clock, type Logger, systemClock } from '@agent-chat/core';
import { createAgent } from '../loop/create-agent.js';
import type { SettingsInChat } from '../settings/said-settings.js';
import { demoEmailTool, withDemoSteps } from './demo-email.js';
import { createDocsIndex } from './docs-index.js';
import { toolsOver } from './docs-tools.js';
import type { GuideDocument } from './document.js';
import { guideModel } from './guide-model.js';

export interface GuideOptions {
  /** What the guide answers from, and nothing else. */
  readonly documents: readonly GuideDocument[];
  /** What they are about, as a sentence names it. Default `this project`. */
  readonly subject?: string;
  /** The pause between two words, so that streaming can be seen. Default 12; 0 for none. */
  readonly paceMs?: number;
  /**
   * Whether it shows an approval to whoever asks for something that needs one: it calls a tool that sends
   * nothing. Default: false.
   */
  readonly showsApprovals?: boolean;
  /** Whether what people write sets something, as `createAgent` has it. Default: false. */
  readonly settingsInChat?: boolean | SettingsInChat;
  /** Default: the platform's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * An agent that needs no model and no key: it answers from documents by full-text search, names
 * its sources, shows tables as cards, and says what it does not know. Deterministic: the same
 * conversation gets the same answer.
 */
export function createGuide(options: GuideOptions): AgentRunner {
  const { documents, subject = 'this project', paceMs = 12, clock = systemClock(), logger } = options;
  const { showsApprovals: canAsk = false, settingsInChat = false } = options;
  const index = createDocsIndex(documents, subject);
  const guide = createAgent({
    model: guideModel({ index, subject, paceMs, clock, canAsk }),
    tools: [...toolsOver(index), ...(canAsk ? [demoEmailTool()] : [])],
    settingsInChat,
    clock,
    ...(logger && { logger }),
  });
  return canAsk ? withDemoSteps(guide) : guide;
}
