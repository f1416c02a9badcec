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
  /** Its author has taken it back: no client that uses the storage sends it. Default: nobody else does. */
  takeBack?(clientRequestId: string): void;
  /** Whether that was done, here or in another client. */
  isTakenBack?(clientRequestId: string): boolean;
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

/** A tab that slept while more were taken back sends the first of them. */
const MAX_TAKEN_BACK = 50;

/**
 * A page's `sessionStorage` or `localStorage`. Each command has an item of its own, named
 * `<key>:<clientRequestId>`, so that two tabs with one `localStorage` do not overwrite each other;
 * that both may then send the same command is harmless, because it keeps its request id. What one of
 * them takes back, the other does not send; the newest of those are named in the item `<key>;`.
 *
 * @param storage or what gives it: a page that is denied its storage throws when it is asked for
 * @param key one for each conversation and user
 */
export function webPendingStorage(storage: Storage | (() => Storage), key: string): PendingStorage {
  const prefix = `${key}:`;
  const used = (): Storage => (typeof storage === 'function' ? storage() : storage);
  /** What this client knows to be there. */
  let mine = new Map<string, string>();

  /** Names of items. */
  const takenBack = (): readonly string[] => {
    const names = parsed(used().getItem(`${key};`) ?? '[]');
    return Array.isArray(names) ? (names as readonly string[]) : [];
  };

  return {
    load() {
      const items = used();
      const names = Array.from({ length: items.length }, (_, index) => items.key(index));
      const own = names.filter((name) => name?.startsWith(prefix) === true) as string[];
      mine = new Map(own.map((name) => [name, items.getItem(name) ?? '']));
      return [...mine.values()].map(parsed).sort((a, b) => createdAtOf(a) - createdAtOf(b));
    },
    save(commands) {
      const items = used();
      const gone = takenBack();
      const wanted = new Map(
        commands.map((command) => [`${prefix}${command.clientRequestId}`, JSON.stringify(command)]),
      );
      for (const name of [...mine.keys()]) {
        if (wanted.has(name)) continue;
        items.removeItem(name);
        mine.delete(name);
      }
      // What finds no room keeps out nothing that does.
      let failure: unknown = null;
      for (const [name, json] of wanted) {
        if (mine.get(name) === json || gone.includes(name)) continue;
        try {
          items.setItem(name, json);
          mine.set(name, json);
        } catch (cause) {
          failure = cause;
        }
      }
      if (failure === null) return;
      throw new AgentChatError('StoreUnwritable', 'The browser keeps no more unsent messages.', {
        cause: failure,
      });
    },
    takeBack(clientRequestId) {
      const names = [...takenBack(), prefix + clientRequestId].slice(-MAX_TAKEN_BACK);
      used().setItem(`${key};`, JSON.stringify(names));
    },
    isTakenBack(clientRequestId) {
      const name = prefix + clientRequestId;
      return mine.has(name) && takenBack().includes(name);
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
