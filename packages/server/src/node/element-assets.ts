import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentChatError } from '@agent-chat/protocol';
import { ELEMENTS_PATH } from '../embedding/paths.js';
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
 * load them.
 *
 * @param entry where `@agent-chat/elements/browser/agent-chat.js` is, as `import.meta.resolve` says
 * @throws AgentChatError `InvalidConfiguration` when it is not there
 */
export function elementAssets(entry: string): Assets {
  const folder = fileURLToPath(new URL('./', entry));
  try {
    const names = readdirSync(folder).filter((name) => TYPES[extname(name)] !== undefined);
    return new Map(
      names.map((name): [string, Asset] => [
        ELEMENTS_PATH + name,
        {
          body: new Uint8Array(readFileSync(join(folder, name))),
          contentType: TYPES[extname(name)] ?? '',
          immutable: HASHED.test(name),
          embeddable: true,
        },
      ]),
    );
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${folder} cannot be read.`, { cause });
  }
}
