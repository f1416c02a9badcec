import type { ChecklistLine, Proof } from './checklist-line.js';

/** Words in the names' places that are none. */
const PROSE = new Set(
  'markdown USD per required URL or CSS px emoji wildcards legal never letters free null'.split(' '),
);
const LINE = /^- \[[ x]\] (.*)$/gm;

/** The lines of a list in markdown, in their order. */
export function linesOf(markdown: string): string[] {
  return [...markdown.matchAll(LINE)].map(([, line = '']) => line.trim());
}

/** The names, words of enums and paths that a line has between backticks. */
function namesOf(line: string): string[] {
  const quoted = [...line.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text.replaceAll(/#\w+/g, ''));
  const names = quoted.flatMap((text) => text.match(/[A-Za-z_]\w*(?:[-:][A-Za-z_]+)*/g) ?? []);
  return [...new Set(names)].filter((name) => !PROSE.has(name));
}

/** What is missing between a list and the entries for it; nothing where each line has one. */
export function listFaults(lines: readonly string[], entries: readonly ChecklistLine[]): string[] {
  const known = new Set(entries.map(({ line }) => line));
  return [
    ...lines.filter((line) => !known.has(line)).map((line) => `no entry: ${line}`),
    ...[...known].filter((line) => !lines.includes(line)).map((line) => `no such line: ${line}`),
    ...(known.size === entries.length ? [] : ['two entries for one line']),
  ];
}

/**
 * What is missing of an entry: tests that do not exist, and names of its line that none of its tests
 * speaks of.
 *
 * @param sourceOf the text of a test file and of what it takes from beside it; `null`: there is none
 */
export function entryFaults(
  { line, by, besides, notBuilt }: ChecklistLine,
  sourceOf: (file: string) => string | null,
  readme: string,
): string[] {
  const faults = by.flatMap((proof) => proofFaults(proof, sourceOf));
  if (notBuilt !== undefined) {
    return readme.includes(notBuilt) ? faults : [...faults, `the README does not say "${notBuilt}"`];
  }
  if (by.length === 0 && besides === undefined) faults.push('nothing carries it, and no reason is given');
  const text = by.map(([file]) => sourceOf(file) ?? '').join('\n');
  const spoken = new Set(text.match(/[A-Za-z_]\w*(?:[-:][A-Za-z_]+)*|[A-Za-z_]\w*/g));
  const parts = new Set([...spoken].flatMap((word) => word.split(/[-:]/)));
  const others = besides?.names ?? [];
  for (const name of namesOf(line)) {
    if (!others.includes(name) && !spoken.has(name) && !parts.has(name)) faults.push(`no test has "${name}"`);
  }
  return faults;
}

function proofFaults([file, title]: Proof, sourceOf: (file: string) => string | null): string[] {
  const source = sourceOf(file);
  if (source === null) return [`no file ${file}`];
  return ["'", '"', '`'].some((quote) => source.includes(quote + title + quote))
    ? []
    : [`no test "${title}" in ${file}`];
}
