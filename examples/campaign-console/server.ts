import { modelFromEnvironment } from '@agent-chat/agents/ai-sdk';
import { listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { createCampaignApp } from './campaign-app.ts';
import { createCampaignServer } from './campaign-server.ts';

const store = await createSqliteStore({ folder: process.env['AGENT_CHAT_DATA'] ?? '.agent-chat' });
// With a key a model plans; without one the rules of `agent/planner.ts` do, with the same tools.
const model = (await modelFromEnvironment(process.env)) ?? undefined;
const seed = Number(process.env['CAMPAIGN_SEED'] ?? 7);
const app = createCampaignApp({ store, model, seed });
const { server } = createCampaignServer(app, { withPage: true });
const listener = await listen({ server, port: Number(process.env['PORT'] ?? 8789) });
await app.start();
console.log(`The campaign console is ready: ${listener.url}`);

async function close(): Promise<void> {
  await listener.close();
  await app.close();
  await store.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
