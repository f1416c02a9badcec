import { createAgent } from '@agent-chat/agents';
import { type Environment, modelAddress, modelFromEnvironment } from '@agent-chat/agents/ai-sdk';
import { createGuide, demoEmailTool, docsTools } from '@agent-chat/agents/guide';
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

const SYSTEM_PROMPT = `You are the assistant on the demo page of Agent Chat, an SDK for putting AI agents into
any product's chat. Answer in markdown, briefly and plainly. For every question about Agent Chat look it up
with search_docs first and say what the documentation says; say so when it says nothing. Where a table helps,
show one of the documentation with docs_table. Asked to show an approval, call send_demo_email.`;

/**
 * A model when the environment has a key, else the guide.
 * @throws AgentChatError `InvalidConfiguration`
 */
export async function chooseAgent(
  environment: Environment,
  files: readonly PackageFile[],
  logger: Logger,
): Promise<AnsweringAgent> {
  const documents = guideDocuments(files);
  const model = await modelFromEnvironment(environment);
  if (model === null) {
    return {
      runner: createGuide({ documents, subject: 'Agent Chat', showsApprovals: true, logger }),
      name: 'Guide',
      description: 'the guide, which knows the documentation of this project; a key (--help) brings a model',
    };
  }
  const address = modelAddress(environment);
  return {
    runner: createAgent({
      model,
      tools: [...docsTools(documents), demoEmailTool()],
      systemPrompt: SYSTEM_PROMPT,
      logger,
    }),
    name: 'Assistant',
    description: `the model ${model.modelId}${address === null ? '' : ` at ${address}`}`,
  };
}
