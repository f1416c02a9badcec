import { type Logger, silentLogger } from '@agent-chat/core';
import { firstOfEachName } from '../tools/first-of-each-name.js';
import type { Tool } from '../tools/tool.js';
import type { ToolSource } from '../tools/tool-source.js';
import { McpConnection } from './mcp-connection.js';
import { toolOf } from './mcp-tool.js';
import { checkServers, isNamed, type McpServerConfig } from './server-config.js';
import { ToolError } from '../tools/tool-error.js';

export interface McpToolsOptions {
  /** Names must differ. */
  readonly servers: readonly McpServerConfig[];
  readonly logger?: Logger;
}

/** The tools of MCP servers, for the `tools` of an agent. */
export interface McpTools extends ToolSource {
  /** Ends the connections, and the programs. */
  close(): Promise<void>;
}

/**
 * The tools of MCP servers, called `server__tool`. A server is reached when its tools are first asked
 * for, and again after it was lost; one that cannot be reached is among the failures, and the others go
 * on. A call that is aborted, or takes too long, is cancelled at the server.
 *
 * @throws AgentChatError `InvalidConfiguration` for names that are none or that are equal, and for a `url`
 * that is none or has a user or a password
 */
export function createMcpTools({ servers, logger = silentLogger }: McpToolsOptions): McpTools {
  checkServers(servers);
  const connections = servers.map((config) => new McpConnection(config, logger));

  const toolsOf = async (connection: McpConnection): Promise<readonly Tool[]> => {
    const { name, tools: allowed } = connection.config;
    const { tools: listed } = await connection.session();
    return listed
      .filter((tool) => allowed === undefined || isNamed(tool.name, allowed))
      .flatMap((tool) => {
        try {
          const made = toolOf(connection, tool);
          if (made !== null) return [made];
          logger.log('warn', 'A tool of an MCP server has a name that models refuse.', {
            server: name,
            tool: tool.name,
          });
        } catch (error) {
          logger.log('warn', 'A tool of an MCP server cannot be used.', {
            server: name,
            tool: tool.name,
            cause: String(error),
          });
        }
        return [];
      });
  };

  return {
    async list() {
      const settled = await Promise.allSettled(connections.map(toolsOf));
      const failures = settled.flatMap((result, place) => {
        if (result.status === 'fulfilled') return [];
        const source = connections[place]?.config.name ?? '';
        logger.log('warn', 'An MCP server could not be reached.', {
          server: source,
          cause: String(result.reason),
        });
        const reason = result.reason instanceof Error ? rootOf(result.reason) : null;
        const why = ToolError.isInstance(reason) ? reason.message : 'It could not be reached.';
        return [{ source, message: `The tools of "${source}" are not there: ${why}` }];
      });
      return {
        tools: firstOfEachName(
          settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
          logger,
        ),
        failures,
      };
    },
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

function rootOf(error: Error): unknown {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
