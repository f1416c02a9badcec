// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import specification from 'commonmark-spec';
import { corporaFolder } from './hostile-corpora.mjs';

/**
 * @typedef {object} MarkdownCase
 * @property {'CommonMark' | 'GFM'} specification
 * @property {number} number
 * @property {string} section
 * @property {string} markdown
 * @property {string} html
 */

/** @typedef {Omit<MarkdownCase, 'specification'>} Example */

/** @param {MarkdownCase['specification']} name @returns {(example: Example) => MarkdownCase} */
const from =
  (name) =>
  ({ number, section, markdown, html }) => ({ specification: name, number, section, markdown, html });

/**
 * The examples of the specifications of markdown with the HTML that they should give. CommonMark's
 * are on npm. GitHub's are outside the repository, as `hostileCorpora`'s are: without their folder
 * the tests have only the former.
 *
 * @returns {MarkdownCase[]}
 */
export function markdownCases() {
  const gfm = join(corporaFolder(), 'gfm-0.29.json');
  const more = existsSync(gfm) ? JSON.parse(readFileSync(gfm, 'utf8')) : [];
  return [...specification.tests.map(from('CommonMark')), ...more.map(from('GFM'))];
}

/**
 * Markdown that slow parsers need very long for, from the same folder: names and generators.
 *
 * @returns {{ name: string, parts: { unit: string, repeat: number }[] }[] | null}
 */
export function slowMarkdown() {
  const path = join(corporaFolder(), 'markdown-pathological.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
