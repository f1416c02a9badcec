import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from '@agent-chat/agents/ai-sdk';
import { AgentChatError } from '@agent-chat/protocol';

/** What opens the server to others, and the option that does the same. */
const OPTIONS_OF_NETWORK: Readonly<Partial<Record<string, string>>> = {
  HOST: '--host',
  AGENT_CHAT_PUBLIC_URL: '--public-url',
  AGENT_CHAT_TRUSTED_PROXIES: '--trusted-proxy',
};

export interface LoadedEnvironment {
  readonly environment: Environment;
  /** What of the file does not count, and why: a line each. */
  readonly warnings: readonly string[];
}

/**
 * `environment` and, under it, what `.env` of `folder` says, if there is one. What is set already
 * stays. The folder may be somebody else's, a clone say: its file can neither open the server to
 * the network (`HOST`, and what is for proxies) nor have a key sent elsewhere that did not come with it (`…_BASE_URL`).
 * The process's own environment, which also decides on certificates and proxies, stays as it is.
 *
 * @throws AgentChatError `InvalidConfiguration` when it cannot be read
 */
export function withEnvironmentFile(environment: Environment, folder: string): LoadedEnvironment {
  const file = join(folder, '.env');
  if (!existsSync(file)) return { environment, warnings: [] };
  const isNews = ([name]: readonly [string, unknown]): boolean => environment[name] === undefined;
  const news = Object.entries(readVariables(file)).filter(isNews);
  const names = new Set(news.map(([name]) => name));
  const refusals = new Map(news.map(([name]) => [name, refusal(name, names)]));
  return {
    environment: { ...Object.fromEntries(news.filter(([name]) => !refusals.get(name))), ...environment },
    warnings: [...refusals].flatMap(([name, why]) => (why ? [`${name} in ${file} is not used: ${why}`] : [])),
  };
}

/** Why a name does not count in a file that brings these; `null` when it does. */
function refusal(name: string, names: ReadonlySet<string>): string | null {
  const option = OPTIONS_OF_NETWORK[name];
  if (option !== undefined) return `set it in the environment, or use ${option}.`;
  if (!name.endsWith('_BASE_URL')) return null;
  const keyName = name.replace(/_BASE_URL$/, '_API_KEY');
  return names.has(keyName) ? null : `${keyName} does not come from there. Set both in one place.`;
}

function readVariables(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${file} cannot be read.`, { cause });
  }
}
