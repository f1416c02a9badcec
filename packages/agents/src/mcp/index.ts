export type { McpTools, McpToolsOptions } from './mcp-tools.js';
export { createMcpTools } from './mcp-tools.js';
export type { McpServerAtUrl, McpServerByCommand, McpServerConfig } from './server-config.js';
export { mcpServersFromYaml } from './server-config.js';
