/**
 * What a screen reader is told of an answer that is being written: whole sentences, each once, as
 * words without markup. Pure.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** After full-width marks comes no white space. */
const SENTENCE_END = /[.!?…؟]["'”’)\]*_]*(?=\s)|[。！？][」』）”’*_]*|\n/g;
/** Of neither half may a part begin another one: a model that repeats them would stop the page. */
const LINK = /\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g;
const IMAGE = new RegExp(`!${LINK.source}`, 'g');

/**
 * The text with a word in place of each block of code. One that is still open is left out, and so
 * is a last line that may become a fence: what is returned only grows while the text does.
 */
export function withoutCode(text: string, word: string): string {
  let kept = '';
  let fence: string | null = null;
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) !== true || line.trim() !== mark) continue;
      fence = null;
      kept += `${word}\n`;
    } else if (mark !== undefined) {
      fence = mark;
    } else {
      kept += `${line}\n`;
    }
  }
  return fence === null && !/^ {0,3}[`~]/.test(last) ? kept + last : kept;
}

/** The end of the last whole sentence after `from`; `from` itself when there is none. */
export function sentenceEnd(text: string, from: number): number {
  let end = from;
  for (const match of text.slice(from).matchAll(SENTENCE_END)) end = from + match.index + match[0].length;
  return end;
}

/** Markdown as it is read out. */
export function spokenText(markdown: string): string {
  return markdown
    .replace(IMAGE, '$1')
    .replace(LINK, '$1')
    .replace(/\[[^\]\s]{1,16}\]/g, '')
    .replace(/^ {0,3}(?:#{1,6}|>|[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/^[\s|:-]+$/gm, '')
    .replace(/[*~`]+|(?<!\w)_|_(?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?\| ?/g, ', ')
    .replace(/^[ ,]+|(?<![ ,])[ ,]+$/g, '');
}
