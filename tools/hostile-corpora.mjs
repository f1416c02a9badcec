// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE = fileURLToPath(new URL('../../shared/corpora', import.meta.url));
const FILES = ['xss-own.json', 'xss-dompurify.json'];

/** The folder that `AGENT_CHAT_CORPORA` names, else the one beside the repository. */
export const corporaFolder = () => process.env['AGENT_CHAT_CORPORA'] ?? BESIDE;

/**
 * Hostile markdown and HTML for the tests of the renderer, from `corporaFolder`. They are
 * not in the repository: without a folder the tests have only their own small set, and say so.
 *
 * @returns {string[] | null}
 */
export function hostileCorpora() {
  return entries()?.map(({ payload }) => payload) ?? null;
}

/**
 * Those of them that are addresses, which must lead nowhere.
 *
 * @returns {string[] | null}
 */
export function hostileAddresses() {
  const addresses = entries()?.filter(({ context, expect }) => context === 'url' && expect === 'reject');
  return addresses?.map(({ payload }) => payload) ?? null;
}

/** @typedef {{ payload: string, context: string, expect?: string }} Entry */

/** @returns {Entry[] | null} */
function entries() {
  const files = FILES.map((name) => join(corporaFolder(), name)).filter((path) => existsSync(path));
  if (files.length === 0) return null;
  return files.flatMap((path) => /** @type {Entry[]} */ (JSON.parse(readFileSync(path, 'utf8'))));
}

/**
 * How the standard reads an address on a base: `protocol` is `null` where it is none.
 *
 * @typedef {{ input: string, base: string | null, protocol: string | null, hasUser: boolean }} UrlCase
 */

/**
 * The cases of web-platform-tests for addresses, from the same folder.
 *
 * @returns {UrlCase[] | null}
 */
export function urlCases() {
  const path = join(corporaFolder(), 'wpt-urltestdata.json');
  if (!existsSync(path)) return null;
  /** @type {(string | { input: string, base: string | null, failure?: boolean, protocol?: string, username?: string, password?: string })[]} */
  const cases = JSON.parse(readFileSync(path, 'utf8'));
  return cases.flatMap((each) => {
    // Comments stand between them.
    if (typeof each === 'string') return [];
    const { input, base, protocol = null, username = '', password = '' } = each;
    return [{ input, base, protocol, hasUser: username + password !== '' }];
  });
}
