// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const CODE = /^(?:agent-chat|chunk-[A-Z0-9]{8})\.js$/;
/** As esbuild writes them in small code. */
const STATIC_IMPORT = /\b(?:from|import)"\.\/(chunk-[A-Z0-9]{8}\.js)"/g;
const LATER_IMPORT = /\bimport\("\.\/(chunk-[A-Z0-9]{8}\.js)"\)/g;
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*\n?/gm;
/** By this name the files import what loads others. */
const LOAD = '$agentChatLoad';

/**
 * Writes the folder `pinned`: the built files once more, of which each loads others through
 * `pinned.js`, which knows the hash of each. A browser has no other way to check what a module loads
 * later that works under every policy of a page.
 *
 * @param {string} folder of the built files
 * @param {string} source of `pinned.js`
 */
export async function writePinnedFiles(folder, source) {
  const target = join(folder, 'pinned');
  await mkdir(target, { recursive: true });
  /** @type {Record<string, { integrity: string, imports: string[] }>} */
  const files = {};
  for (const name of (await readdir(folder)).filter((each) => CODE.test(each)).toSorted()) {
    const text = await readFile(join(folder, name), 'utf8');
    const imports = [...text.matchAll(STATIC_IMPORT)].map(([, file = '']) => file);
    const loading = text.replaceAll(LATER_IMPORT, `${LOAD}("$1")`).replaceAll(SOURCE_MAP, '');
    const pinned =
      loading === text.replaceAll(SOURCE_MAP, '')
        ? loading
        : `import{load as ${LOAD}}from"./pinned.js";${loading}`;
    if (/\bimport\(/.test(pinned)) throw new Error(`${name} loads something that is not checked.`);
    files[name] = { integrity: integrityOf(pinned), imports: [...new Set(imports)] };
    await writeFile(join(target, name), pinned);
  }
  await build({
    entryPoints: [source],
    outfile: join(target, 'pinned.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    legalComments: 'none',
    define: { AGENT_CHAT_FILES: JSON.stringify(files) },
  });
}

/** @param {string} text */
function integrityOf(text) {
  return `sha384-${createHash('sha384').update(text).digest('base64')}`;
}
