import { AgentChatError } from '@agent-chat/protocol';

/**
 * Where commands survive a reload until they are acknowledged. The values are JSON; what `load`
 * returns is checked before it is used.
 */
export interface PendingStorage {
  /** @throws when it cannot be read; the client goes on without. */
  load(): readonly unknown[];
  /**
   * Replaces what this client has saved before. Called before a command is first sent.
   * @throws when it cannot be written; the client goes on without.
   */
  save(commands: readonly StorableCommand[]): void;
}

export interface StorableCommand {
  readonly clientRequestId: string;
}

/** Forgets everything on reload. */
export function memoryPendingStorage(): PendingStorage {
  let saved: readonly unknown[] = [];
  return {
    load: () => saved,
    save(commands) {
      saved = commands;
    },
  };
}

/**
 * A page's `sessionStorage` or `localStorage`. Each command has an item of its own, named
 * `<key>:<clientRequestId>`, so that two tabs with one `localStorage` do not overwrite each other;
 * that both may then send the same command is harmless, because it keeps its request id.
 *
 * @param key one for each conversation and user
 */
export function webPendingStorage(storage: Storage, key: string): PendingStorage {
  const prefix = `${key}:`;
  let mine = new Map<string, string>();

  return {
    load() {
      const names = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      const items = names.filter((name) => name?.startsWith(prefix) === true) as string[];
      mine = new Map(items.map((name) => [name, storage.getItem(name) ?? '']));
      return [...mine.values()].map(parsed).sort((a, b) => createdAtOf(a) - createdAtOf(b));
    },
    save(commands) {
      const wanted = new Map(
        commands.map((command) => [`${prefix}${command.clientRequestId}`, JSON.stringify(command)]),
      );
      for (const name of mine.keys()) if (!wanted.has(name)) storage.removeItem(name);
      for (const [name, json] of wanted) if (mine.get(name) !== json) write(storage, name, json);
      mine = wanted;
    },
  };
}

/** What is no JSON is passed on as text, which no command is. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function createdAtOf(value: unknown): number {
  const createdAt = (value as { createdAt?: unknown } | null)?.createdAt;
  return typeof createdAt === 'number' ? createdAt : 0;
}

function write(storage: Storage, name: string, json: string): void {
  try {
    storage.setItem(name, json);
  } catch (cause) {
    throw new AgentChatError('StoreUnwritable', 'The browser keeps no more unsent messages.', { cause });
  }
}
