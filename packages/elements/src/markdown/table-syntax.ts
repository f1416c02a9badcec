import type { Align } from './block-tree.js';

/** More columns are no table that anyone could read. */
const MAX_COLUMNS = 128;
const DELIMITERS = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The alignment of each column that a delimiter row tells; `null` when it is none. */
export function readDelimiterRow(line: string): readonly Align[] | null {
  if (!/^[|:-]/.test(line) || !DELIMITERS.test(line)) return null;
  const cells = splitRow(line);
  return cells.length > MAX_COLUMNS ? null : cells.map(alignOf);
}

function alignOf(cell: string): Align {
  if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
  return cell.startsWith(':') ? 'left' : null;
}

/** The cells of a row. A bar after a backslash is a part of its cell, also in code. */
export function splitRow(line: string): string[] {
  const row = line.trim().replace(/^\|/, '');
  const cells = row.split(/(?<!\\)\|/);
  if (cells.length > 1 && cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
