import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FULL } from '@agent-chat/protocol/test-support';

/** Beside the repository, unless `AGENT_CHAT_CORPORA` names another place. */
const BESIDE = fileURLToPath(new URL('../../../../../shared/corpora', import.meta.url));

/** A text as it is stored, byte by byte: some are no UTF-8, and most are no JSON. */
export interface HostileText {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Entry = [name: string, content: string | { readonly unit: string; readonly repeat: number }];

interface Corpora {
  readonly texts: readonly HostileText[];
  readonly strings: readonly string[];
}

/** `null` where the corpora are not there: they are not in the repository. */
function corpora(): Corpora | null {
  const folder = process.env['AGENT_CHAT_CORPORA'] ?? BESIDE;
  const own = join(folder, 'hostile-json.json');
  const suite = join(folder, 'jsontestsuite');
  const strings = join(folder, 'blns.json');
  if (![own, suite, strings].every((path) => existsSync(path))) return null;
  const entries = JSON.parse(readFileSync(own, 'utf8')) as Entry[];
  const files = readdirSync(suite).filter((name) => name.endsWith('.json'));
  return {
    texts: [
      ...entries.map(([name, content]) => ({ name, bytes: bytesOf(content) })),
      ...files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(suite, name))) })),
    ],
    strings: JSON.parse(readFileSync(strings, 'utf8')) as string[],
  };
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

function bytesOf(content: Entry[1]): Uint8Array<ArrayBuffer> {
  if (typeof content !== 'string') return new TextEncoder().encode(content.unit.repeat(content.repeat));
  if (!content.startsWith('b64:')) return new TextEncoder().encode(content);
  return new Uint8Array(Buffer.from(content.slice(4), 'base64'));
}

/** Nothing for a text that is no JSON: what reads it has refused it before. */
function valuesOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
