import { AgentChatError } from '@agent-chat/protocol';
import * as z from 'zod';
import { requireYaml } from '../yaml/read-yaml.js';

/** How the tools of a server are taken, however it is reached. */
interface CommonConfig {
  /** Its tools are called `name__tool`: lower-case letters, digits and hyphens, at most 24. */
  readonly name: string;
  /** Names of its tools; one that ends with `*` stands for all that begin so. Default: all. */
  readonly tools?: readonly string[] | undefined;
  /** Those that a person is asked about before each call, in the same way. Default: none. */
  readonly needsApproval?: readonly string[] | undefined;
  /**
   * Whether to believe what it says of its tools: that one only reads, or may be repeated. Default: no,
   * every tool counts as one that changes something.
   */
  readonly trustHints?: boolean | undefined;
  /** For one call. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** For reaching it, which a turn waits for. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Of a result as JSON; see `Tool`. Default 262,144. */
  readonly maxResultBytes?: number | undefined;
}

/** A server at an address, over Streamable HTTP. */
export interface McpServerAtUrl extends CommonConfig {
  readonly url: string;
  /** Sent with each request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether it may be on this machine or in this network. Default: no. */
  readonly allowInternal?: boolean | undefined;
}

/** A server that is a program of this machine, over its standard input and output. */
export interface McpServerByCommand extends CommonConfig {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  /** All of its environment besides what every program needs, such as `PATH`. Default: nothing. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

export type McpServerConfig = McpServerAtUrl | McpServerByCommand;

const Names = z.array(
  z.string().regex(/^(?:[^*]+\*?|\*)$/, 'not the name of a tool, nor one that ends with *'),
);
const Name = z.string().regex(/^[a-z0-9-]{1,24}$/, 'not 1 to 24 lower-case letters, digits and hyphens');
const COMMON = {
  name: Name,
  tools: Names.optional(),
  needsApproval: Names.optional(),
  trustHints: z.boolean().optional(),
  timeoutMs: z.int().positive().optional(),
  connectTimeoutMs: z.int().positive().optional(),
  maxResultBytes: z.int().positive().optional(),
};
const Strings = z.record(z.string(), z.string());

const McpFile = z.strictObject({
  servers: z.array(
    z
      .strictObject({
        ...COMMON,
        url: z
          .url({ protocol: /^https?$/ })
          .refine(hasNoUser, 'has a user or a password: give what the server asks for in headers')
          .optional(),
        headers: Strings.optional(),
        allowInternal: z.boolean().optional(),
        command: z.string().min(1).optional(),
        args: z.array(z.string()).optional(),
        env: Strings.optional(),
        cwd: z.string().optional(),
      })
      .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
        message: 'has to have either a url or a command',
      }),
  ),
});

/**
 * The MCP servers of a YAML file of the server's own: a list `servers`, each with a `name` and either a
 * `url` or a `command`. Commands come from such files and from code alone.
 *
 * @param file what faults are told with
 * @throws AgentChatError `InvalidConfiguration` with the line and the column
 */
export function mcpServersFromYaml(file: string, source: string): readonly McpServerConfig[] {
  return requireYaml(file, source, McpFile).servers.map((server): McpServerConfig => {
    const { url, command, headers, allowInternal, args, env, cwd, ...common } = server;
    return url === undefined
      ? { ...common, command: command ?? '', args, env, cwd }
      : { ...common, url, headers, allowInternal };
  });
}

/**
 * @throws AgentChatError `InvalidConfiguration` for names that are none or that are equal, and for an address
 * that is none or has a user or a password. The address is not repeated: it may hold what nobody is to read.
 */
export function checkServers(servers: readonly McpServerConfig[]): void {
  for (const server of servers) {
    const { name } = server;
    if (!Name.safeParse(name).success) {
      throw new AgentChatError('InvalidConfiguration', `"${name}" cannot be the name of an MCP server.`);
    }
    if (!('url' in server)) continue;
    const url = URL.parse(server.url);
    if (url !== null && /^https?:$/.test(url.protocol) && hasNoUser(server.url)) continue;
    const message = `The url of the MCP server "${name}" is no http(s) address without a user and a password.`;
    throw new AgentChatError('InvalidConfiguration', message);
  }
  if (new Set(servers.map(({ name }) => name)).size === servers.length) return;
  throw new AgentChatError('InvalidConfiguration', 'Two MCP servers have the same name.');
}

/** With either, nothing can be asked: the platform refuses such an address, and repeats it. */
function hasNoUser(url: string): boolean {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  return username === '' && password === '';
}

/** Whether a name is one of a list; one that ends with `*` stands for all that begin so. */
export function isNamed(name: string, names: readonly string[]): boolean {
  return names.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name));
}
