import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside the repository, unless `AGENT_CHAT_CORPORA` names another place. */
const BESIDE = fileURLToPath(new URL('../../../../../shared/corpora', import.meta.url));

/** Hostile JSON values, or `null` where the corpora are not there: they are not in the repository. */
export function hostileValues(): readonly unknown[] | null {
  const folder = process.env['AGENT_CHAT_CORPORA'] ?? BESIDE;
  const own = join(folder, 'hostile-json.json');
  const suite = join(folder, 'jsontestsuite');
  const strings = join(folder, 'blns.json');
  if (![own, suite, strings].every((path) => existsSync(path))) return null;
  const entries = JSON.parse(readFileSync(own, 'utf8')) as [
    string,
    string | { unit: string; repeat: number },
  ][];
  const texts = [
    ...entries.map(([, content]) => textOf(content)),
    ...readdirSync(suite).map((name) => readFileSync(join(suite, name), 'utf8')),
  ];
  return [...texts.flatMap(valuesOf), ...(JSON.parse(readFileSync(strings, 'utf8')) as unknown[])];
}

function textOf(content: string | { readonly unit: string; readonly repeat: number }): string {
  if (typeof content !== 'string') return content.unit.repeat(content.repeat);
  return content.startsWith('b64:') ? Buffer.from(content.slice(4), 'base64').toString('utf8') : content;
}

/** Nothing for a text that is no JSON: what reads it has refused it before. */
function valuesOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
