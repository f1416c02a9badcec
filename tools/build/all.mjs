// @ts-check
// `npm run build`: JavaScript, types and the custom-elements manifest of every package, each where it
// is not up to date.
import { ensureManifest } from './custom-elements-manifest.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureTypes } from './types.mjs';
import { stopWithMessage } from '../setup/stop-with-message.mjs';

try {
  await ensureBuilt(console.log);
  await ensureTypes(console.log);
  await ensureManifest(console.log);
  console.log('Built: every package is up to date.');
} catch (error) {
  stopWithMessage('The build failed', error);
}
