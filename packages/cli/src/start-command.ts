import type { Environment } from '@agent-chat/agents/ai-sdk';
import { createOrchestrator } from '@agent-chat/core';
import type { Approvers, Participant } from '@agent-chat/protocol';
import { createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { type AnsweringAgent, chooseAgent } from './answering-agent.js';
import { AGENT_ID, demoInterface } from './demo-interface.js';
import { readDocuments } from './documents.js';
import { authenticateOperator, operatorToken } from './operator-token.js';
import { packageVersion } from './package-files.js';
import { pageAssets } from './page-assets.js';
import { type Settings, TENANT } from './settings.js';
import { type Terminal, terminalLogger } from './terminal.js';

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
  { port, host, dataFolder }: Settings,
  environment: Environment,
  terminal: Terminal,
): Promise<RunningServer> {
  const logger = terminalLogger(terminal);
  const documents = readDocuments();
  const assets = pageAssets(documents);
  const agent = await chooseAgent(environment, documents, logger);

  /** Ends what has been started, the last first. */
  const closings: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closings.splice(0).reverse()) await close();
  };
  try {
    const store = await createSqliteStore({ folder: dataFolder, logger });
    closings.push(() => store.close());
    const orchestrator = createOrchestrator({
      store: store.events,
      ledger: store.ledger,
      agents: { [AGENT_ID]: agent.runner },
      approversOf: ({ participants }) => peopleIn(participants),
      logger,
    });
    closings.push(() => orchestrator.close());
    const { token, isNew } = operatorToken(dataFolder);
    const server = createServer({
      orchestrator,
      records: store.records,
      blobs: store.blobs,
      events: store.events,
      interfaces: [demoInterface(agent.name)],
      agents: [{ agentId: AGENT_ID, name: agent.name, description: agent.description }],
      authenticate: authenticateOperator(token, TENANT),
      assets,
      tenant: TENANT,
      apiVersion: packageVersion(),
      logger,
    });
    const listener = await listen({ server, port, host, logger });
    closings.push(() => listener.close());
    // Turns that the last process left are taken up once their viewers can come back.
    await orchestrator.start();
    return { url: listener.url, agent, newOperatorToken: isNew ? token : null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** On a machine of one's own, whoever chats is also who is responsible: they are asked themselves. */
function peopleIn(participants: readonly Participant[]): Approvers {
  const people = participants.filter(({ kind }) => kind === 'user').map((each) => each.participantId);
  return people.length === 0 ? 'operators' : people;
}
