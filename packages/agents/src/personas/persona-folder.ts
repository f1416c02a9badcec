import { type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { AgentChatError } from '@agent-chat/protocol';
import { parsePersona, type Persona } from './persona.js';

const EXTENSIONS = ['.yaml', '.yml'];
/** Editors write a file in several steps. */
const SETTLE_MS = 100;

/**
 * The personas of a folder, one a file: `guide.yaml` is the persona `guide`. Other files are left alone.
 *
 * @throws AgentChatError `InvalidConfiguration`: the folder or a file cannot be read, or
 * `file:line:column` and what is wrong
 */
export function readPersonas(folder: string): readonly Persona[] {
  return personaFiles(folder).map((file) => readPersona(folder, file));
}

export interface PersonaWatcher {
  close(): void;
}

/**
 * Tells of the personas of a folder after each change of it. A file that is wrong is told of, and what
 * it said before stays in force; one that is gone is no persona any more.
 *
 * @param personas what is in force now
 */
export function watchPersonas(
  folder: string,
  personas: readonly Persona[],
  onChange: (personas: readonly Persona[]) => void,
  onError: (error: AgentChatError) => void,
): PersonaWatcher {
  let inForce = personas;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    try {
      const found = personaFiles(folder).flatMap((file) => {
        try {
          return [readPersona(folder, file)];
        } catch (error) {
          onError(AgentChatError.from(error));
          return inForce.filter(({ personaId }) => personaId === idOf(file));
        }
      });
      if (JSON.stringify(found) === JSON.stringify(inForce)) return;
      onChange(found);
      inForce = found;
    } catch (error) {
      onError(AgentChatError.from(error));
    }
  };
  const watcher: FSWatcher = watch(folder, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLE_MS);
    timer.unref();
  });
  watcher.on('error', (error) => onError(AgentChatError.from(error)));
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

function personaFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => EXTENSIONS.includes(extname(name)) && !name.startsWith('.'))
      .sort();
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function readPersona(folder: string, file: string): Persona {
  const path = join(folder, file);
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return parsePersona(path, idOf(file), source);
}

function idOf(file: string): string {
  return basename(file, extname(file));
}

function unreadable(path: string, cause: unknown): AgentChatError {
  return new AgentChatError('InvalidConfiguration', `${path} cannot be read.`, { cause });
}
