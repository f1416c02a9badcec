/** How a built file names what it imports at once. */
const IMPORTS = /(?:from|import)"\.\/([\w-]+\.js)"/g;
/** The first one also waits for what it imports later. */
const AWAITED = /import\(?"\.\/([\w-]+\.js)"/g;

/**
 * Resolves once the browser has a built file in its cache, and with it all that has to be there before
 * it has run. It runs nothing: a browser may keep the failure of a module for as long as the page is
 * there (Firefox did until version 155), and what is not imported has not failed.
 *
 * @param folder with a slash at the end
 * @throws when one of the files cannot be had
 */
export async function fetchFiles(folder: string, first: string): Promise<void> {
  const known = new Set<string>();
  const fetchWith = async (name: string, imports: RegExp): Promise<void> => {
    if (known.has(name)) return;
    known.add(name);
    const response = await fetch(folder + name);
    if (!response.ok) throw new Error(name);
    const text = await response.text();
    await Promise.all(Array.from(text.matchAll(imports), ([, each = '']) => fetchWith(each, IMPORTS)));
  };
  await fetchWith(first, AWAITED);
}
