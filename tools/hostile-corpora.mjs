// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = ['xss-own.json', 'xss-dompurify.json'];

/**
 * Hostile markdown and HTML for the tests of the renderer, from the folder that
 * `AGENT_CHAT_CORPORA` names. They are not in the repository: without the
 * folder the tests have only their own small set, and say so.
 *
 * @returns {string[] | null}
 */
export function hostileCorpora() {
  const folder = process.env['AGENT_CHAT_CORPORA'];
  const files = FILES.map((name) => join(folder ?? '', name)).filter((path) => folder && existsSync(path));
  if (files.length === 0) return null;
  return files
    .flatMap((path) => /** @type {{ payload: string }[]} */ (JSON.parse(readFileSync(path, 'utf8'))))
    .map(({ payload }) => payload);
}
