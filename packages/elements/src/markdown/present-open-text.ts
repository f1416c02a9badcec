import type { AnyBlock, TextLeaf } from './block-tree.js';
import { FORMULA_ENDS, OPEN_END } from './math-syntax.js';
import { takeDefinitions } from './link-parts.js';

/** A line of marks alone: a list, a heading, a rule, a table or a fence that has only begun. */
const ONLY_MARKS = /^[ \t>]*(?:[-*+=~`#>_]*|\d{1,9}[.)]?|[|:\- \t]+|\${1,2}|\\\[?)[ \t]*$/;
const ONLY_FENCE = /^[ \t>]*(?:`+|~+)$/;
const TASK = /^\[[ xX]\][ \t]*$/;
/** How much of an unclosed bracket is held back before it counts as plain text. */
const MAX_HELD = 120;
const DEFINITION = /^\[[^[\]\n]{1,120}\]:[^\n]*$/;

/** Whether a line that may still grow should wait, as nobody can say yet what it will be. */
export function isOnlyBegun(line: string, tip: AnyBlock): boolean {
  if (tip.type === 'html') return false;
  if (tip.type === 'math') return /^[ \t>]*[$\\]$/.test(line);
  if (tip.type === 'code') return tip.fence !== null && ONLY_FENCE.test(line);
  return line.length <= MAX_HELD && ONLY_MARKS.test(line);
}

/**
 * What to show of text that is still being written, so that half a construct does not flash as
 * something else: an unclosed emphasis or code span is closed, the beginning of a link shows its
 * text, the head of a table waits for what follows it. Pure, and only for the open end of a stream:
 * the finished text never passes through here.
 */
export function presentOpenText(source: string, leaf?: TextLeaf): string {
  const begun = source.endsWith('\n') ? source.slice(0, -1) : source;
  const text = leaf?.type === 'paragraph' ? presentParagraph(begun, leaf.parent?.type === 'item') : begun;
  const { outside, openCode } = splitCode(text);
  if (openCode !== null) return openCode === '' ? outside : `${outside}\`${openCode}\``;
  const formula = openFormula(text);
  if (formula !== -1) {
    // What has begun around it ends after it.
    const around = `${text.slice(0, formula)}x`;
    const tex = text.slice(formula).replace(/(?<=.{3})[$\\]$/s, '');
    return `${text.slice(0, formula)}${tex}${OPEN_END}${closeEmphasis(around).slice(around.length)}`;
  }
  return closeEmphasis(closeLink(text));
}

function presentParagraph(source: string, isInItem: boolean): string {
  if (isInItem && TASK.test(source)) return '';
  // The row of dashes under the head of a table comes next, perhaps.
  if (source.startsWith('|') && !source.includes('\n')) return '';
  if (!source.startsWith('[')) return source;
  const { rest } = takeDefinitions(source);
  return DEFINITION.test(rest) ? '' : rest;
}

/** The text before an unclosed code span, and what stands in it; `null` when none is open. */
function splitCode(block: string): { outside: string; openCode: string | null } {
  let open = -1;
  let width = 0;
  for (const { 0: run, index } of block.matchAll(/`+/g)) {
    if (open === -1) {
      open = index;
      width = run.length;
    } else if (run.length === width) {
      open = -1;
    }
  }
  if (open === -1 || width > 1) return { outside: block, openCode: open === -1 ? null : '' };
  return { outside: block.slice(0, open), openCode: block.slice(open + 1) };
}

/** Where a formula begins whose end is still to come; -1 when none does. */
function openFormula(text: string): number {
  let open = -1;
  let end = '';
  for (const { 0: mark, index } of text.matchAll(/\\[\\()[\]$]|\${2}/g)) {
    if (open === -1) {
      if (mark !== '\\(' && mark !== '\\[' && mark !== '$$') continue;
      open = index;
      end = FORMULA_ENDS[mark];
    } else if (mark === end) {
      open = -1;
    }
  }
  return open !== -1 && text.length > open + 2 ? open : -1;
}

function closeLink(block: string): string {
  const target = /(!?)\[([^[\]\n]*)\]\([^()\s]*$/.exec(block);
  if (target !== null) {
    return block.slice(0, target.index) + (target[1] === '!' ? '' : (target[2] ?? ''));
  }
  const label = /!?\[[^[\]\n]*$/.exec(block);
  return label !== null && label[0].length <= MAX_HELD ? block.slice(0, label.index) : block;
}

/** Closes `**`, `*` and `~~` that have begun before a word; marks at the very end wait. */
function closeEmphasis(block: string): string {
  const text = block.replace(/(?<=^|[\s([{"'])(?:\*{1,3}|~~)$/, '');
  const open: string[] = [];
  for (const { 0: mark, index } of text.matchAll(/(?<!\\)(?:\*\*|\*|~~)/g)) {
    if (open.at(-1) === mark) open.pop();
    else if (/\S/.test(text[index + mark.length] ?? ' ') && !/\w/.test(text[index - 1] ?? ' '))
      open.push(mark);
  }
  if (open.length === 0) return text;
  const end = text.trimEnd();
  return end + open.toReversed().join('') + text.slice(end.length);
}
