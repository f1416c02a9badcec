/** A line of marks alone: a list, a heading, a rule or a fence that has only begun. */
const ONLY_MARKS = /^[ \t]*(?:[-*+=~`#>_]+|\d{1,9}[.)]?|[|:\- \t]+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** How much of an unclosed bracket is held back before it counts as plain text. */
const MAX_HELD = 120;

/**
 * What to show of text that is still being written, so that half a construct does not flash as
 * something else: a last line of marks alone waits, an unclosed emphasis or code span is closed,
 * the beginning of a link shows its text. Pure, and only for the open end of a stream: the finished
 * text never passes through here.
 */
export function presentOpenText(source: string): string {
  if (endsInFence(source)) return source;
  const lastLineStart = source.lastIndexOf('\n') + 1;
  const lastLine = source.slice(lastLineStart);
  if (lastLine !== '' && ONLY_MARKS.test(lastLine)) return source.slice(0, lastLineStart);

  const blockStart = source.lastIndexOf('\n\n') + 1;
  const block = source.slice(blockStart);
  if (isTableHead(block)) return source.slice(0, blockStart);
  return source.slice(0, blockStart) + closeInline(block);
}

function endsInFence(source: string): boolean {
  let open: string | null = null;
  for (const line of source.split('\n')) {
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) continue;
    if (open === null) open = fence;
    else if (fence.startsWith(open) && line.trim() === fence) open = null;
  }
  return open !== null;
}

/** A row of cells without its delimiter row yet. */
function isTableHead(block: string): boolean {
  const lines = block.replace(/^\n+/, '').split('\n');
  const [head, delimiters] = lines;
  return head?.startsWith('|') === true && lines.length <= 2 && !/\|?\s*:?-+:?\s*\|/.test(delimiters ?? '');
}

function closeInline(block: string): string {
  const { outside, openCode } = splitCode(block);
  if (openCode !== null) return openCode === '' ? outside : `${outside}\`${openCode}\``;
  return closeEmphasis(closeLink(block));
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
