import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export type Command =
  | { readonly name: 'start' | 'check'; readonly flags: Flags }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

/** As they were given: not checked yet. */
export interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
}

export const HELP = `agent-chat: a chat with an agent, on this machine

Usage
  agent-chat [start]   start the server and its page
  agent-chat check     look at all of the data, change nothing that is sound
  agent-chat --help | --version

Options                     or environment     default
  --port <number>           PORT               8787 (0 takes a free one)
  --host <address>          HOST               127.0.0.1
  --data <folder>           AGENT_CHAT_DATA    .agent-chat

A model answers when ANTHROPIC_API_KEY, OPENAI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY is set
(AGENT_CHAT_MODEL names another than the default, ..._BASE_URL another address). Without a key the
guide answers, from the documentation of this project and without a network. A file .env in the
current folder is read first; what is set already wins. HOST does not count there, and ..._BASE_URL
only beside the key that it is for.
`;

/** A command line that makes no sense; the message says why, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name = 'start', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is one word too many.`);
  if (name !== 'start' && name !== 'check') throw new UsageError(`There is no command "${name}".`);
  return { name, flags: { port: values.port, host: values.host, data: values.data } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split(/[.\n]/);
    throw new UsageError(`${sentence}.`);
  }
}
