import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside the repository, unless `AGENT_CHAT_CORPORA` names another place. */
const BESIDE = fileURLToPath(new URL('../../../../../shared/corpora', import.meta.url));
const FOLDER = process.env['AGENT_CHAT_CORPORA'] ?? BESIDE;

/** A text as it is stored, byte by byte: some are no UTF-8, and most are no JSON. */
export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What is left of it as UTF-8. */
  readonly text: string;
}

type Entry = [name: string, content: string | { readonly unit: string; readonly repeat: number }];

/** Hostile JSON texts, or `null` where the corpora are not there: they are not in the repository. */
export function jsonCorpora(): readonly Sample[] | null {
  const own = join(FOLDER, 'hostile-json.json');
  const suite = join(FOLDER, 'jsontestsuite');
  if (!existsSync(own) || !existsSync(suite)) return null;
  const entries = JSON.parse(readFileSync(own, 'utf8')) as Entry[];
  const files = readdirSync(suite).filter((name) => name.endsWith('.json'));
  return [
    ...entries.map(([name, content]) => sampleOf(name, content)),
    ...files.map((name) => stored(name, readFileSync(join(suite, name)))),
  ];
}

/** Strings that break what reads them, or `null` where the corpora are not there. */
export function naughtyStrings(): readonly string[] | null {
  const path = join(FOLDER, 'blns.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : null;
}

function sampleOf(name: string, content: Entry[1]): Sample {
  if (typeof content === 'string' && content.startsWith('b64:')) {
    return stored(name, Buffer.from(content.slice(4), 'base64'));
  }
  const text = typeof content === 'string' ? content : content.unit.repeat(content.repeat);
  return { name, bytes: new TextEncoder().encode(text), text };
}

function stored(name: string, bytes: Buffer): Sample {
  return { name, bytes: new Uint8Array(bytes), text: bytes.toString('utf8') };
}
