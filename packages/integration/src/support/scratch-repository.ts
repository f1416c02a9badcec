import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compilerFaults } from './compiler.js';
import { ROOT } from './documentation.js';

/** A copy of the sources of a few packages, to be changed and tried out. */
export interface ScratchRepository {
  readonly folder: string;
  /** Puts `text` after the one place where `anchor` stands in the file. */
  insertAfter(path: string, anchor: string, text: string): void;
  insertBefore(path: string, anchor: string, text: string): void;
  write(path: string, text: string): void;
  /** What of `npm run generate` the programs need: the shapes of the schemas. */
  generate(): Promise<void>;
  /** The files, from the root, in which the compiler complains: of those at `entries`, and of what they import. */
  filesWithErrors(entries: readonly string[]): string[];
  remove(): void;
}

/**
 * @param packages whose shipped sources are copied
 * @param more further files of theirs, from the root
 */
export function createScratchRepository(
  packages: readonly string[],
  more: readonly string[] = [],
): ScratchRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-chat-scratch-')));
  const scope = join(folder, 'node_modules/@agent-chat');
  mkdirSync(scope, { recursive: true });
  for (const name of packages) {
    const [from, to] = [join(ROOT, 'packages', name), join(folder, 'packages', name)];
    const isShipped = (path: string): boolean => !path.endsWith('.test.ts') && !path.includes('test-support');
    cpSync(join(from, 'src'), join(to, 'src'), { recursive: true, filter: isShipped });
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
    if (name === 'protocol') cpSync(join(from, 'scripts'), join(to, 'scripts'), { recursive: true });
    symlinkSync(to, join(scope, name));
    mkdirSync(join(to, 'node_modules'));
    for (const dependency of readdirSync(join(from, 'node_modules'))) {
      if (dependency === '@agent-chat' || dependency.startsWith('.')) continue;
      symlinkSync(join(from, 'node_modules', dependency), join(to, 'node_modules', dependency));
    }
  }
  for (const path of more) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  // Of the stories: nothing else needs it.
  symlinkSync(join(ROOT, 'node_modules/@storybook'), join(folder, 'node_modules/@storybook'));

  const insert = (path: string, anchor: string, change: (anchor: string) => string): void => {
    const file = join(folder, path);
    const text = readFileSync(file, 'utf8');
    if (text.split(anchor).length !== 2) {
      throw new Error(`docs/extending.md leads to "${anchor}" in ${path}, which is not there just once.`);
    }
    writeFileSync(
      file,
      text.replace(anchor, () => change(anchor)),
    );
  };

  let generations = 0;
  return {
    folder,
    insertAfter: (path, anchor, text) => insert(path, anchor, (place) => place + text),
    insertBefore: (path, anchor, text) => insert(path, anchor, (place) => text + place),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    async generate() {
      const protocol = join(folder, 'packages/protocol');
      const outfile = join(protocol, `generate-${(generations += 1)}.mjs`);
      const entryPoints = [join(protocol, 'scripts/shapes-file.ts')];
      await build({ entryPoints, outfile, bundle: true, format: 'esm', packages: 'external' });
      const { shapesFile } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as {
        shapesFile: () => string;
      };
      writeFileSync(join(protocol, 'src/shapes/shapes.generated.ts'), shapesFile());
    },
    filesWithErrors(entries) {
      // As the elements are compiled; the others have no fields that it would matter to.
      const settings = { useDefineForClassFields: false };
      const files = entries.map((path) => join(folder, path));
      const paths = compilerFaults(folder, files, settings).map(({ file }) => relative(folder, file));
      return [...new Set(paths)].sort();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
