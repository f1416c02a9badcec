// @ts-check
// What Storybook needs of the build: it runs the sources, and its tables of properties come from the manifest.
import { ensureManifest } from './custom-elements-manifest.mjs';
import { stopWithMessage } from '../setup/stop-with-message.mjs';

try {
  await ensureManifest(console.log);
} catch (error) {
  stopWithMessage('The elements could not be described', error);
}
