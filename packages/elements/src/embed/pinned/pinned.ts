// The first file of a chat whose every file is checked: it has the hashes of all others. They import it,
// and load through it what they load later. Built by `tools/build/pinned-files.mjs`.
import { checkModule } from './check-module.js';

/** By their names: the hash of each, and which of the others it imports at once. */
declare const AGENT_CHAT_FILES: Readonly<
  Record<string, { readonly integrity: string; readonly imports: readonly string[] }>
>;

const checked = new Map<string, Promise<void>>();

/**
 * Imports one of the files, once it and all that it needs are known to be the ones that were built.
 * @throws when one of them cannot be had, or is another one
 */
export async function load(name: string): Promise<unknown> {
  await check(name);
  return import(new URL(name, import.meta.url).href);
}

async function check(name: string): Promise<void> {
  const names = new Set([name]);
  // A set may grow while it is walked: this visits what it adds.
  for (const each of names) for (const needed of fileOf(each).imports) names.add(needed);
  await Promise.all([...names].map(checkOne));
}

function checkOne(name: string): Promise<void> {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const checking = checkModule(new URL(name, import.meta.url).href, fileOf(name).integrity);
  checked.set(name, checking);
  // It may be tried again.
  checking.catch(() => checked.delete(name));
  return checking;
}

function fileOf(name: string): (typeof AGENT_CHAT_FILES)[string] {
  const file = AGENT_CHAT_FILES[name];
  if (file === undefined) throw new Error(`There is no ${name}.`);
  return file;
}
