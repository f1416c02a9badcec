import { cp, mkdir, readdir } from 'node:fs/promises';
import { library } from '../../tools/tsup-preset.mjs';

const REPOSITORY = new URL('../../', import.meta.url);
const DOCUMENTS = new URL('./dist/documents/', import.meta.url);

/** The documentation ships with the program: the guide answers from it, and answers link to it. */
async function copyDocuments() {
  await mkdir(DOCUMENTS, { recursive: true });
  const names = (await readdir(REPOSITORY)).filter((name) => name.endsWith('.md'));
  for (const name of names) await cp(new URL(name, REPOSITORY), new URL(name, DOCUMENTS));
  await cp(new URL('docs', REPOSITORY), new URL('docs', DOCUMENTS), {
    recursive: true,
    filter: (path) => !/\.[^./]+$/.test(path) || path.endsWith('.md'),
  });
}

export default library({ main: 'src/main.ts' }, { platform: 'node', onSuccess: copyDocuments });
