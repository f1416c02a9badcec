/**
 * What a screen reader is told of an answer that is being written: whole sentences, each once, as
 * words without markup. Pure.
 */

const FENCED = /^ {0,3}(`{3,}|~{3,})[^\n]*\n?(?:[\s\S]*?\n)?(?: {0,3}\1[`~]*[ \t]*(?:\n|$)|$(?![\s\S]))/gm;
const SENTENCE_END = /[.!?…。！？]["'”’)\]*_]*(?=\s)|\n/g;

/** The text with a word in place of each block of code; one that is still open is left out. */
export function withoutCode(text: string, word: string): string {
  return text.replace(FENCED, (block, fence: string) => {
    const lines = block.trimEnd().split('\n');
    const isClosed = lines.length > 1 && lines.at(-1)?.trim().startsWith(fence) === true;
    return isClosed ? `${word}\n` : '';
  });
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
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[[^\]\s]{1,16}\]/g, '')
    .replace(/^ {0,3}(?:#{1,6}|>|[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/^[\s|:-]+$/gm, '')
    .replace(/\s*\|\s*/g, ', ')
    .replace(/[*~`]+|(?<!\w)_|_(?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,]+|[\s,]+$/g, '');
}
