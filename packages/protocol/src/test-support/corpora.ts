import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside the repository, unless `AGENT_CHAT_CORPORA` names another place. */
const BESIDE = fileURLToPath(new URL('../../../../../shared/corpora', import.meta.url));

export interface Sample {
  readonly name: string;
  readonly text: string;
}

type Entry = [name: string, content: string | { readonly unit: string; readonly repeat: number }];

/** Hostile JSON texts, or `null` where the corpora are not there: they are not in the repository. */
export function jsonCorpora(): readonly Sample[] | null {
  const folder = process.env['AGENT_CHAT_CORPORA'] ?? BESIDE;
  const own = join(folder, 'hostile-json.json');
  const suite = join(folder, 'jsontestsuite');
  if (!existsSync(own) || !existsSync(suite)) return null;
  const entries = JSON.parse(readFileSync(own, 'utf8')) as Entry[];
  const files = readdirSync(suite).filter((name) => name.endsWith('.json'));
  return [
    ...entries.map(([name, content]) => ({ name, text: textOf(content) })),
    ...files.map((name) => ({ name, text: readFileSync(join(suite, name), 'utf8') })),
  ];
}

function textOf(content: Entry[1]): string {
  if (typeof content !== 'string') return content.unit.repeat(content.repeat);
  return content.startsWith('b64:') ? Buffer.from(content.slice(4), 'base64').toString('utf8') : content;
}
