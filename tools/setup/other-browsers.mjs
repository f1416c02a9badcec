// @ts-check
import { findFirefox } from '../browsers.mjs';
import { installDebianPackages, isDebianRoot } from './debian.mjs';
import { CommandFailed } from './run.mjs';
import { findWebKit } from './webkit.mjs';

/**
 * Installs Firefox and WebKit for the tests of elements where they are missing and we may. The
 * test command counts it as a failure when one of them is not there then.
 *
 * @param {(line: string) => void} say
 */
export async function installOtherBrowsers(say) {
  const missing = [
    ...(findFirefox() === undefined ? ['firefox-esr'] : []),
    ...(findWebKit() === null ? ['webkit2gtk-driver', 'xvfb'] : []),
  ];
  if (missing.length === 0 || !isDebianRoot()) return;
  say(`Installing ${missing.join(', ')} for the browser tests…`);
  try {
    await installDebianPackages(missing);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    say(`${error.output}\n${error.message}`);
  }
}
