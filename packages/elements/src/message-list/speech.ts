/**
 * What a screen reader is told of an answer that is being written: whole sentences, each once, as
 * words without markup. Pure.
 */

const NO_MARKERS: ReadonlySet<string> = new Set();

/** What a line may begin with before a block of code: quotes, lists and white space. */
const MARKS = String.raw`(?:[\s>]|(?:[-*+]|\d{1,9}[.)])(?=\s))*`;
/** Behind backticks that open a block come no others: those are code within a line. */
const FENCE = new RegExp(`^(${MARKS})(\`{3,}(?=[^\`]*$)|~{3,})`);
const CLOSING = /^[\s>]*(`{3,}|~{3,})\s*$/;
/** A line that is not whole, and may become a fence. */
const MAYBE_FENCE = new RegExp(`^(${MARKS})(?:\`{1,2}|\`{3,}[^\`]*|~{1,2}|~{3,}.*)$`);
/** After full-width marks comes no white space. What numbers an item of a list ends nothing. */
const SENTENCE_END = /(?<!^(?:[\s>]|[-*+]\s)*\d{1,9})[.!?…؟]["'”’)\]*_]*(?=\s)|[。！？][」』）”’*_]*|\n/gm;
/** Of neither half may a part begin another one: a model that repeats them would stop the page. */
const LINK = /\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g;
const IMAGE = new RegExp(`!${LINK.source}`, 'g');
/** A link that is still being written. */
const OPEN_LINK = /\[[^[\]\n]*(?:\](?:\((?:[^()\n]|\([^()\n]*\))*)?)?$/;

/** A block of code that is open. */
interface OpenCode {
  readonly fence: string;
  /** How many quotes it is in. */
  readonly quotes: number;
  /** How far its lines are indented, in an item of a list that begins with it. */
  readonly indent: number;
}

/**
 * The text with a word in place of each block of code. One that is still open is left out, and so
 * is a last line that may become a fence: what is returned only grows while the text does.
 */
export function withoutCode(text: string, word: string): string {
  let kept = '';
  let code: OpenCode | null = null;
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  for (const line of lines) {
    if (code !== null) {
      const isClosing = CLOSING.exec(line)?.[1]?.startsWith(code.fence) === true;
      if (!isClosing && !isBehind(code, line)) continue;
      code = null;
      kept += `${word}\n`;
      if (isClosing) continue;
    }
    const [, marks = '', fence] = FENCE.exec(line) ?? [];
    if (fence === undefined) {
      kept += `${line}\n`;
    } else {
      code = { fence, quotes: quotesIn(marks), indent: /[^\s>]/.test(marks) ? marks.length : 0 };
      // They may have been read out before the fence came.
      kept += marks;
    }
  }
  return code === null ? kept + (MAYBE_FENCE.exec(last)?.[1] ?? last) : kept;
}

/** Whether the quote or the item of the code is over in this line, and the code with it. */
function isBehind({ quotes, indent }: OpenCode, line: string): boolean {
  const marks = /^[\s>]*/.exec(line)?.[0] ?? '';
  if (marks.length === line.length || marks.includes('\t')) return false;
  return quotes === 0 ? marks.length < indent : quotesIn(marks) < quotes;
}

function quotesIn(marks: string): number {
  return marks.split('>').length - 1;
}

/**
 * The end of the last whole sentence after `from`; `from` itself when there is none. A link is no place
 * for one: its halves would be read out each by itself.
 */
export function sentenceEnd(text: string, from: number): number {
  const rest = text.slice(from).replace(LINK, (link) => 'x'.repeat(link.length));
  const open = OPEN_LINK.exec(rest)?.index ?? rest.length;
  let end = from;
  for (const { 0: mark, index } of rest.matchAll(SENTENCE_END)) {
    if (index < open) end = from + index + mark.length;
  }
  return end;
}

/** A number in brackets, or the name of a footnote: it stands for what is said elsewhere. */
const NUMBER = /^(?:\d+|\^.+)$/;

/**
 * Markdown as it is read out.
 *
 * @param markers of the sources that it names: they are left out, as are numbers in brackets
 */
export function spokenText(markdown: string, markers: ReadonlySet<string> = NO_MARKERS): string {
  return markdown
    .replace(IMAGE, '$1')
    .replace(LINK, '$1')
    .replace(/^[ \t]*(?:(?:#{1,6}|>|[-*+]|\d{1,9}[.)])\s+)+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/^[ \t]*\[\^[^[\]\s]+\]:/gm, '')
    .replace(/\[([^[\]\s]{1,16})\]/g, (all, inner: string) =>
      markers.has(inner) || NUMBER.test(inner) ? '' : all,
    )
    .replace(/^[\s|:-]+$/gm, '')
    .replace(/[*~`]+|(?<!\w)_|_(?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?\| ?/g, ', ')
    .replace(/^[ ,]+|(?<![ ,])[ ,]+$/g, '');
}
