import { llmHelpers, type ModelOption, type ModelRegistry } from '@agent-chat/agents';
import type { Environment } from '@agent-chat/agents/ai-sdk';
import type { McpTools } from '@agent-chat/agents/mcp';
import { createOrchestrator, type Logger } from '@agent-chat/core';
import { createServer } from '@agent-chat/server';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { type AnsweringAgent, answeringAgent } from './answering-agent.js';
import { attachmentsIn } from './data-files.js';
import { AGENT_ID, demoInterface } from './demo-interface.js';
import { readDocuments } from './documents.js';
import { authenticateOperator, operatorToken } from './operator-token.js';
import { listenAsSet } from './listen-as-set.js';
import { readNamedFile } from './named-file.js';
import { withOperatorProof } from './operator-proof.js';
import { offeredModels } from './offered-models.js';
import { packageVersion } from './package-files.js';
import { pageAssets } from './page-assets.js';
import { personaFiles } from './persona-files.js';
import { isOwnMachine, type Settings, TENANT } from './settings.js';
import { type Terminal, terminalLogger } from './terminal.js';
import { trustedIn } from './trusted-people.js';

/** The SDK of the protocol is large, and few have such a file. */
async function mcpTools(file: string, logger: Logger): Promise<McpTools> {
  const { createMcpTools, mcpServersFromYaml } = await import('@agent-chat/agents/mcp');
  return createMcpTools({ servers: mcpServersFromYaml(file, readNamedFile(file)), logger });
}

export interface RunningServer {
  readonly url: string;
  readonly agent: AnsweringAgent;
  /** To be shown once; `null` when it was made by an earlier start. */
  readonly newOperatorToken: string | null;
  /** Ends viewers, turns and the database, in this order. */
  stop(): Promise<void>;
}

/**
 * The whole server: a database, the orchestrator with its agent, the page.
 * @throws AgentChatError `InvalidConfiguration`, `Store…`
 */
export async function start(
  settings: Settings,
  environment: Environment,
  terminal: Terminal,
): Promise<RunningServer> {
  const { port, host, publicUrl, trustedProxies, dataFolder, personaFolder, modelFile, mcpFile } = settings;
  const { idleTurnMs } = settings;
  const logger = terminalLogger(terminal);
  const documents = readDocuments();
  const assets = pageAssets(documents);
  const models = await offeredModels(modelFile, environment);
  const isOwn = isOwnMachine(settings);

  /** Ends what has been started, the last first. */
  const closings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closings.splice(0).reverse()) await close();
  };
  try {
    const store = await createSqliteStore({ folder: dataFolder, logger });
    closings.push(() => store.close());
    const { records } = store;
    const personas =
      personaFolder === null || models === null
        ? null
        : personaFiles(personaFolder, models, { records, openToVisitors: isOwn, logger });
    if (personas !== null) closings.push(async () => personas.close());
    const library = personas?.library ?? null;
    if (personaFolder !== null && models === null) {
      terminal.complain('agent-chat: personas need a model; the guide has none. Set a key (--help).');
    }
    const attachments = attachmentsIn(dataFolder, store.records);
    if (mcpFile !== null && models === null) {
      terminal.complain('agent-chat: MCP servers need a model; the guide asks none. Set a key (--help).');
    }
    const mcp = mcpFile === null ? null : await mcpTools(mcpFile, logger);
    if (mcp !== null) closings.push(() => mcp.close());
    const phrases = { models: (models?.models ?? []).map(({ model }) => model) };
    const agent = answeringAgent({
      models,
      personas: library,
      toolSources: mcp === null ? [] : [mcp],
      keepResult: (result, { tenant, conversationId, agentId }) =>
        attachments.put({ tenant, conversationId, createdBy: agentId, ...result }),
      // On a network visitors are anybody: what they write sets nothing.
      settingsInChat: isOwn && { phrases },
      files: documents,
      logger,
    });
    const orchestrator = createOrchestrator({
      store,
      attachments,
      agents: { [AGENT_ID]: agent.runner },
      idleTurnMs,
      ...(models !== null && {
        modelsFor: ({ kind }) => models.modelsFor({ kind: kind === 'visitor' && isOwn ? 'member' : kind }),
      }),
      ...(library !== null && { personas: library }),
      settingPhrases: phrases,
      maySet: (control, participantId, setting) =>
        trustedIn(control, isOwn).includes(participantId) &&
        (setting.kind !== 'model' || phrases.models.includes(setting.model)),
      approversOf: (control) => {
        const people = trustedIn(control, isOwn);
        return people.length === 0 ? 'operators' : people;
      },
      logger,
    });
    closings.push(() => orchestrator.close());
    const { token, isNew } = operatorToken(dataFolder);
    const server = createServer({
      orchestrator,
      store,
      files: { attachments },
      interfaces: [demoInterface(agent.name)],
      agents: [{ agentId: AGENT_ID, name: agent.name, description: agent.description }],
      ...(models !== null && { llm: llmHelpers(models) }),
      visitorChoices: () => ({
        models: models === null ? [] : choicesOf(models, isOwn),
        personas: library?.visitorChoices() ?? [],
      }),
      authenticate: authenticateOperator(token, TENANT),
      assets,
      trustedProxies: { addresses: trustedProxies },
      ...(publicUrl !== null && { publicUrl }),
      tenant: TENANT,
      apiVersion: packageVersion(),
      logger,
    });
    let boundPort = port;
    const proving = withOperatorProof(server, token, () => boundPort);
    const listener = await listenAsSet({ server: proving, port, host, logger });
    boundPort = listener.port;
    closings.push(() => listener.close());
    // Turns that the last process left are taken up once their viewers can come back.
    await orchestrator.start();
    return { url: listener.url, agent, newOperatorToken: isNew ? token : null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One model alone is no choice. */
function choicesOf(models: ModelRegistry, isOwn: boolean): readonly ModelOption[] {
  if (models.models.length < 2) return [];
  return isOwn ? models.choices : models.choices.filter(({ model }) => isForVisitors(models, model));
}

function isForVisitors(models: ModelRegistry, name: string): boolean {
  return models.modelsFor({ kind: 'visitor' }).includes(name);
}
