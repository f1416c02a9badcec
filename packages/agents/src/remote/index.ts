export type { StartAgentsOptions, StartedAgents } from './start-agents.js';
export { startAgents } from './start-agents.js';
