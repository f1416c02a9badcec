import { isUtf8 } from 'node:buffer';
import { FULL, jsonCorpora, naughtyStrings, type Sample } from '@agent-chat/protocol/test-support';

/** A text as it is stored, byte by byte. */
export type HostileText = Pick<Sample, 'name' | 'bytes'>;

interface Corpora {
  readonly texts: readonly Sample[];
  readonly strings: readonly string[];
}

/** `null` where the corpora are not there. */
function corpora(): Corpora | null {
  const texts = jsonCorpora();
  const strings = naughtyStrings();
  return texts === null || strings === null ? null : { texts, strings };
}

/** Of those that are UTF-8, one in so many is tried in an ordinary run. */
const STEP = FULL ? 1 : 16;

/**
 * What may come where JSON should: all of it in a full run, else a sample with all that is no UTF-8.
 * `null` where the corpora are not there.
 */
export function hostileTexts(): readonly HostileText[] | null {
  const found = corpora();
  if (found === null) return null;
  const naughty = found.strings.map((text, index) => ({
    name: `string ${index} of blns`,
    bytes: new TextEncoder().encode(text),
  }));
  return [...found.texts, ...naughty].filter(({ bytes }, place) => place % STEP === 0 || !isUtf8(bytes));
}

/** The values of those that are JSON, or `null` where the corpora are not there. */
export function hostileValues(): readonly unknown[] | null {
  const found = corpora();
  if (found === null) return null;
  const decoder = new TextDecoder();
  return [...found.texts.flatMap(({ bytes }) => valuesOf(decoder.decode(bytes))), ...found.strings];
}

/** Nothing for a text that is no JSON: what reads it has refused it before. */
function valuesOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
