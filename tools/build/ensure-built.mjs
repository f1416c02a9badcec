// @ts-check
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { stalePackages } from './stale.mjs';

/**
 * Builds the JavaScript that is not up to date, and nothing otherwise.
 *
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(say) {
  const stale = stalePackages().map(({ workspacePackage }) => workspacePackage.folder);
  if (stale.length === 0) return;
  say(`Building ${stale.join(', ')}…`);
  await run(ownNode, ['tools/build/javascript.mjs']);
}
