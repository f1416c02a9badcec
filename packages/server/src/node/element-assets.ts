import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentChatError } from '@agent-chat/protocol';
import { ELEMENTS_PATH, PINNED_FILE, VERSION_LENGTH } from '../embedding/paths.js';
import type { Asset, Assets } from '../http/assets.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};
/** Their names tell their content. */
const HASHED = /^chunk-[A-Z0-9]{8}\.js$/;

/**
 * The built files of the elements for `assets` of a server, at `/elements/`: pages of other sites may
 * load them. Those of a chat with a hash are in a folder of their version.
 *
 * @param entry where `@agent-chat/elements/browser/agent-chat.js` is, as `import.meta.resolve` says
 * @throws AgentChatError `InvalidConfiguration` when it is not there
 */
export function elementAssets(entry: string): Assets {
  const folder = fileURLToPath(new URL('./', entry));
  try {
    return new Map([
      ...filesIn(folder, ELEMENTS_PATH, (name) => HASHED.test(name)),
      ...pinnedFiles(join(folder, 'pinned')),
    ]);
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${folder} cannot be read.`, { cause });
  }
}

function filesIn(folder: string, at: string, isImmutable: (name: string) => boolean): [string, Asset][] {
  const names = readdirSync(folder).filter((name) => TYPES[extname(name)] !== undefined);
  return names.map((name) => [
    at + name,
    {
      body: new Uint8Array(readFileSync(join(folder, name))),
      contentType: TYPES[extname(name)] ?? '',
      immutable: isImmutable(name),
      embeddable: true,
    },
  ]);
}

/** In a folder by the hash of the file that has the hashes of all others. */
function pinnedFiles(folder: string): [string, Asset][] {
  const first = join(folder, PINNED_FILE);
  if (!existsSync(first)) return [];
  const version = createHash('sha384').update(readFileSync(first)).digest('hex').slice(0, VERSION_LENGTH);
  return filesIn(folder, `${ELEMENTS_PATH}${version}/`, () => true);
}
