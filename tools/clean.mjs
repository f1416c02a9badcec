// @ts-check
// `npm run clean`: removes the local data of `npm start`, and nothing else.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';

const data = join(root, '.agent-chat');
if (existsSync(data)) {
  rmSync(data, { recursive: true });
  console.log('Removed the local data in .agent-chat.');
} else {
  console.log('There is no local data in .agent-chat.');
}
