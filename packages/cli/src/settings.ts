import { resolve } from 'node:path';
import type { Environment } from '@agent-chat/agents/ai-sdk';
import { AgentChatError } from '@agent-chat/protocol';
import type { Flags } from './command-line.js';

/** Whose everything is on a developer's own machine. */
export const TENANT = 'default';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Where the server listens and keeps its data. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Where pages reach it, through a proxy; `null`: at `host` and `port`. Checked by the server. */
  readonly publicUrl: string | null;
  /** Addresses and ranges of proxies that are believed about where a visitor comes from. */
  readonly trustedProxies: readonly string[];
  /** Absolute. */
  readonly dataFolder: string;
  /** How long a turn that nobody runs may be silent before it is cleared. */
  readonly idleTurnMs: number;
  /** Absolute; `null`: no personas. Never from `.env`, which may be somebody else's. */
  readonly personaFolder: string | null;
  /** Absolute; `null`: the models that the environment has keys for. */
  readonly modelFile: string | null;
  /** Absolute; `null`: no MCP servers. */
  readonly mcpFile: string | null;
}

/**
 * A flag wins over the environment, which wins over the default; an empty value counts as none.
 * @throws AgentChatError `InvalidConfiguration`
 */
export function readSettings(flags: Flags, environment: Environment, currentFolder: string): Settings {
  const setting = (flag: string | undefined, name: string, otherwise: string): string =>
    flag?.trim() || environment[name]?.trim() || otherwise;
  return {
    port: readPort(setting(flags.port, 'PORT', '8787')),
    host: setting(flags.host, 'HOST', '127.0.0.1'),
    publicUrl: setting(flags['public-url'], 'AGENT_CHAT_PUBLIC_URL', '') || null,
    trustedProxies: setting(flags['trusted-proxy']?.join(), 'AGENT_CHAT_TRUSTED_PROXIES', '')
      .split(',')
      .map((range) => range.trim())
      .filter((range) => range !== ''),
    dataFolder: resolve(currentFolder, setting(flags.data, 'AGENT_CHAT_DATA', '.agent-chat')),
    idleTurnMs: readIdleTurnMs(setting(flags['idle-turn-ms'], 'AGENT_CHAT_IDLE_TURN_MS', '300000')),
    personaFolder: pathOf(flags.personas, currentFolder),
    modelFile: pathOf(flags.models, currentFolder),
    mcpFile: pathOf(flags.mcp, currentFolder),
  };
}

/**
 * Whether whoever can reach a page of the server is its owner: on this machine alone. On a network, and
 * behind a proxy, visitors are anybody.
 */
export function isOwnMachine({ host, publicUrl, trustedProxies }: Settings): boolean {
  return LOOPBACK.test(host) && publicUrl === null && trustedProxies.length === 0;
}

function pathOf(flag: string | undefined, currentFolder: string): string | null {
  const path = flag?.trim();
  return path ? resolve(currentFolder, path) : null;
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new AgentChatError(
    'InvalidConfiguration',
    `"${text}" is not a port: give --port or PORT a number from 0 to 65535.`,
    { details: { name: 'PORT' } },
  );
}

function readIdleTurnMs(text: string): number {
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new AgentChatError(
    'InvalidConfiguration',
    `"${text}" is no time: set AGENT_CHAT_IDLE_TURN_MS to a whole number of milliseconds from 1.`,
    { details: { name: 'AGENT_CHAT_IDLE_TURN_MS' } },
  );
}
