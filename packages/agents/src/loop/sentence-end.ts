const MARK = /[.!?:…]["'’”»)\]*_`]*$/;
const WIDE_MARK = /[。！？：]["'’”»）」*_`]*$/;

/**
 * The first place at or after `from` where a reader would not miss the rest: behind a sentence's
 * mark and what closes with it, if white space follows, or at a line break. `from` itself counts
 * when only white space lies between the last mark and it. `null` when there is none yet: a mark
 * at the very end may be followed by more (`3.` of `3.14`).
 */
export function sentenceEnd(text: string, from: number): number | null {
  const start = text.slice(0, from).trimEnd().length;
  if (start > 0 && text.slice(start, from).includes('\n')) return start;
  for (let end = Math.max(start, 1); end < text.length; end += 1) {
    const next = text.charAt(end);
    if (next === '\n') return end;
    const line = text.slice(Math.max(0, end - 8), end);
    if (WIDE_MARK.test(line) || (/\s/.test(next) && MARK.test(line))) return end;
  }
  return null;
}

/**
 * Where a text that was asked to stop at `from` ends: with its sentence, or between two words
 * when that takes more than `maxChars`; `null` while it may still go on.
 */
export function stopPlace(text: string, from: number, maxChars: number): number | null {
  const end = sentenceEnd(text, from);
  const limit = from + maxChars;
  if (end !== null && end <= limit) return end;
  if (text.length < limit) return null;
  const space = text.lastIndexOf(' ', limit);
  if (space > from) return space;
  // Never between the halves of a surrogate pair.
  const last = text.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}
