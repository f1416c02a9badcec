import { parseArgs } from 'node:util';
import { type InterfaceCommand, readInterfaceCommand } from './interface-command-line.js';
import { UsageError } from './usage-error.js';

/** What was asked for on the command line. */
export type Command =
  | { readonly name: 'start'; readonly flags: Flags }
  | { readonly name: 'check' | 'new-epoch'; readonly file: string | null; readonly flags: Flags }
  | { readonly name: 'backup' | 'import'; readonly file: string; readonly flags: Flags }
  | { readonly name: 'restore'; readonly file: string; readonly replace: boolean; readonly flags: Flags }
  | { readonly name: 'export'; readonly conversationId: string; readonly flags: Flags }
  | { readonly name: 'interfaces'; readonly command: InterfaceCommand; readonly flags: Flags }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

/** As they were given: not checked yet. */
export interface Flags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly 'public-url'?: string | undefined;
  readonly 'trusted-proxy'?: readonly string[] | undefined;
  readonly data?: string | undefined;
  readonly 'idle-turn-ms'?: string | undefined;
  readonly personas?: string | undefined;
  readonly models?: string | undefined;
  readonly mcp?: string | undefined;
}

/** @param program how it is called here */
export const helpOf = (program: string): string => `agent-chat: a chat with an agent, on this machine

Usage
  ${program} [<command>] [<options>]

Commands
  start               start the server and its page; the same without a command
  check [<file>]      look at all of the data, or of a backup, and change nothing
  backup <file>       copy the data to a new file, also while the server runs
  restore <file>      put a backup in the place of the data (--replace: of data that is there)
  new-epoch [<file>]  make a copied database a history of its own
  export <id>         write one conversation to the standard output
  import <file>       add the conversation of an exported file
  interfaces create <title> [--slug <slug>] [--origin <https://site>]... [--publish]
  interfaces list | publish <slug> | snippet <slug>
                      chats on the running server, and what to paste to embed them
  --help | --version

Options                     or environment     default
  --port <number>           PORT               8787 (0 takes a free one)
  --host <address>          HOST               127.0.0.1
  --public-url <url>        AGENT_CHAT_PUBLIC_URL       where pages reach it, behind a proxy
  --trusted-proxy <range>   AGENT_CHAT_TRUSTED_PROXIES  who is believed about visitors' addresses; several
  --data <folder>           AGENT_CHAT_DATA    .agent-chat
  --idle-turn-ms <number>   AGENT_CHAT_IDLE_TURN_MS     300000; so long may a turn be silent that nobody runs
  --personas <folder>                          personas in YAML, one a file; read again when they change
  --models <file>                              the models to choose from, in YAML
  --mcp <file>                                 MCP servers whose tools the agent has, in YAML

A model answers when ANTHROPIC_API_KEY, OPENAI_API_KEY, GOOGLE_GENERATIVE_AI_API_KEY or
OPENROUTER_API_KEY is set (AGENT_CHAT_MODEL names another than the default, ..._BASE_URL another
address). Without a key the guide answers, from the documentation of this project and without a
network. A file .env in the current folder is read first; what is set already wins. HOST and what is
for proxies do not count there, and ..._BASE_URL only beside the key that it is for.
`;

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const { replace, slug, origin, publish, help, version, ...flags } = values;
  if (help) return { name: 'help' };
  if (version) return { name: 'version' };
  const [name = 'start', word, ...rest] = positionals;
  const isCreate = name === 'interfaces' && word === 'create';
  if (!isCreate && (slug ?? origin ?? publish) !== undefined) {
    throw new UsageError('Only interfaces create takes --slug, --origin and --publish.');
  }
  if (name === 'interfaces') {
    const words = word === undefined ? [] : [word, ...rest];
    return { name, command: readInterfaceCommand(words, values), flags };
  }
  const surplus = name === 'start' && word !== undefined ? [word, ...rest] : rest;
  if (surplus.length > 0) throw new UsageError(`"${surplus.join(' ')}" is one word too many.`);
  if (replace && name !== 'restore') throw new UsageError('Only restore takes --replace.');
  switch (name) {
    case 'start':
      return { name, flags };
    case 'check':
    case 'new-epoch':
      return { name, file: word ?? null, flags };
    case 'backup':
    case 'import':
      return { name, file: required(word, name, 'the name of a file'), flags };
    case 'restore': {
      const file = required(word, name, 'the name of a file');
      return { name, file, replace: replace ?? false, flags };
    }
    case 'export':
      return { name, conversationId: required(word, name, 'the id of a conversation'), flags };
    default:
      throw new UsageError(`There is no command "${name}".`);
  }
}

function required(word: string | undefined, name: string, what: string): string {
  if (word !== undefined && word !== '') return word;
  throw new UsageError(`${name} needs ${what}.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'public-url': { type: 'string' },
        'trusted-proxy': { type: 'string', multiple: true },
        data: { type: 'string' },
        'idle-turn-ms': { type: 'string' },
        personas: { type: 'string' },
        models: { type: 'string' },
        mcp: { type: 'string' },
        replace: { type: 'boolean' },
        slug: { type: 'string' },
        origin: { type: 'string', multiple: true },
        publish: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split(/[.\n]/);
    throw new UsageError(`${sentence}.`);
  }
}
