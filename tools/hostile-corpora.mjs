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
  const files = FILES.map((name) => join(corporaFolder(), name)).filter((path) => existsSync(path));
  if (files.length === 0) return null;
  return files
    .flatMap((path) => /** @type {{ payload: string }[]} */ (JSON.parse(readFileSync(path, 'utf8'))))
    .map(({ payload }) => payload);
}
