import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentChatError } from '@agent-chat/protocol';

/** The folder of this package, from its source and from its build alike. */
const PACKAGE = fileURLToPath(new URL('../', import.meta.url));

export const PAGE_FOLDER = join(PACKAGE, 'page');
/** The documentation of the project as it was when this was built. */
export const DOCUMENTS_FOLDER = join(PACKAGE, 'dist/documents');

export interface PackageFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Every file of a folder that ships with the program.
 * @throws AgentChatError `InvalidConfiguration` when it is not there
 */
export function readFolder(folder: string): readonly PackageFile[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({
        path: relative(folder, file).split(sep).join('/'),
        bytes: new Uint8Array(readFileSync(file)),
      }));
  } catch (cause) {
    throw incomplete(cause);
  }
}

/** The first file of the elements' bundle for browsers, as a URL. */
export function elementsEntry(): string {
  try {
    return import.meta.resolve('@agent-chat/elements/browser/agent-chat.js');
  } catch (cause) {
    throw incomplete(cause);
  }
}

/** @throws AgentChatError `InvalidConfiguration` */
export function packageVersion(): string {
  try {
    const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
    return manifest.version;
  } catch (cause) {
    throw incomplete(cause);
  }
}

function incomplete(cause: unknown): AgentChatError {
  return new AgentChatError(
    'InvalidConfiguration',
    'Files of the program are missing: install it again, or build it in a clone of the repository.',
    { cause },
  );
}
