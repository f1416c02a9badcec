import type { KeepResult, ModelRegistry, SettingsInChat, ToolSource } from '@agent-chat/agents';
import { createGuide, demoEmailTool, docsTools } from '@agent-chat/agents/guide';
import { createPersonaAgent, type PersonaLibrary } from '@agent-chat/agents/personas';
import type { AgentRunner, Logger } from '@agent-chat/core';
import { guideDocuments } from './documents.js';
import type { PackageFile } from './package-files.js';

/** Who answers in the demo. */
export interface AnsweringAgent {
  readonly runner: AgentRunner;
  /** What it is called in the conversation. */
  readonly name: string;
  /** For the terminal: what it is, and what could be there instead. Never a key. */
  readonly description: string;
}

export interface AgentChoice {
  /** `null`: the guide answers. */
  readonly models: ModelRegistry | null;
  readonly personas: PersonaLibrary | null;
  /** Tools of MCP servers. */
  readonly toolSources: readonly ToolSource[];
  readonly keepResult: KeepResult;
  /** Whether what people write sets something. */
  readonly settingsInChat: boolean | SettingsInChat;
  readonly files: readonly PackageFile[];
  readonly logger: Logger;
}

const SYSTEM_PROMPT = `You are the assistant on the demo page of Agent Chat, an SDK for putting AI agents into
any product's chat. Answer in markdown, briefly and plainly. For every question about Agent Chat look it up
with search_docs first and say what the documentation says; say so when it says nothing. Where a table helps,
show one of the documentation with docs_table. Asked to show an approval, call send_demo_email.`;

/** A model when there is one, else the guide, which is nobody but itself. */
export function answeringAgent(choice: AgentChoice): AnsweringAgent {
  const { models, personas, toolSources, keepResult, settingsInChat, files, logger } = choice;
  const documents = guideDocuments(files);
  if (models === null) {
    return {
      runner: createGuide({ documents, subject: 'Agent Chat', showsApprovals: true, settingsInChat, logger }),
      name: 'Guide',
      description: 'the guide, which knows the documentation of this project; a key (--help) brings a model',
    };
  }
  return {
    runner: createPersonaAgent({
      model: models.forTurn,
      ...(personas !== null && { personas }),
      keepResult,
      tools: [...docsTools(documents), demoEmailTool(), ...toolSources],
      systemPrompt: SYSTEM_PROMPT,
      settingsInChat,
      logger,
    }),
    name: 'Assistant',
    description: describe(models),
  };
}

function describe({ models, defaultModel }: ModelRegistry): string {
  const answering = models.find(({ model }) => model === defaultModel);
  const { modelId = defaultModel, address = null } = answering ?? {};
  return `the model ${modelId}${address === null ? '' : ` at ${address}`}`;
}
