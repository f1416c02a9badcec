// @ts-check
// `npm run build`: JavaScript, types and the custom-elements manifest of every package.
import { buildManifest } from './custom-elements-manifest.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { buildTypes } from './types.mjs';
import { stopWithMessage } from '../setup/stop-with-message.mjs';

try {
  await ensureBuilt(console.log);
  await buildTypes();
  await buildManifest();
} catch (error) {
  stopWithMessage('The build failed', error);
}
