import type { TextOperator } from './policy-format.js';

/**
 * Text as rules compare it, so that what looks the same is the same: compatibility forms are one
 * (NFKC), invisible characters go, white space is one space, and case goes unless it counts.
 * Long runs of accents are cut first: normalising sorts them in quadratic time.
 */
export function comparable(text: string, isCaseSensitive: boolean): string {
  const plain = text
    .replace(/(\p{M}{8})\p{M}+/gu, '$1')
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/\s+/gu, ' ');
  // A sigma is written otherwise at the end of a word.
  return isCaseSensitive ? plain : plain.toLowerCase().replaceAll('ς', 'σ');
}

/** Whether `text` fits `pattern`, both as `comparable` gives them. Time: their lengths multiplied, at most. */
export function fitsText(operator: TextOperator, text: string, pattern: string): boolean {
  switch (operator) {
    case 'contains':
      return text.includes(pattern);
    case 'has_word':
      return hasWord(text, pattern);
    case 'starts_with':
      return text.trimStart().startsWith(pattern);
    case 'ends_with':
      return text.trimEnd().endsWith(pattern);
    case 'glob':
      return fitsGlob(text, pattern);
  }
}

/**
 * Whether the whole of `text` fits `pattern`, where `*` is any run of characters and `?` any one.
 * Only the last `*` is ever tried again, so it takes no more than both lengths multiplied.
 */
export function fitsGlob(text: string, pattern: string): boolean {
  let at = 0;
  let patternAt = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[patternAt];
    if (wanted === '*') {
      star = patternAt;
      patternAt += 1;
      resume = at;
    } else if (wanted === '?' || wanted === text[at]) {
      patternAt += 1;
      at += 1;
    } else if (star !== -1) {
      patternAt = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[patternAt] === '*') patternAt += 1;
  return patternAt === pattern.length;
}

const WORD_END = /[\p{L}\p{N}_]$/u;
const WORD_START = /^[\p{L}\p{N}_]/u;

function hasWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    // Two units hold any one character, at whichever side of a surrogate pair the cut is.
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + word.length, at + word.length + 2);
    if (!WORD_END.test(before) && !WORD_START.test(after)) return true;
  }
  return false;
}
