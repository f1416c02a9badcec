// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the tools keep what they know between two runs. Goes away with node_modules. */
export const toolState = join(root, 'node_modules/.agent-chat');

/** The Node that the repository brings, whatever the newcomer has. */
export const ownNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
