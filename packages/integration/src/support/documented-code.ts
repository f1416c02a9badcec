import {
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
import { basename, join } from 'node:path';
import { compilerFaults } from './compiler.js';
import { type CodeBlock, ROOT } from './documentation.js';

/** The code of the documentation as files of a project that has the packages and what they depend on. */
export interface DocumentedCode {
  /** What the compiler says of each block, as `page:line message`. */
  faults(): readonly string[];
  /** The file of a block, to be imported. */
  fileOf(block: CodeBlock): string;
  remove(): void;
}

export function createDocumentedCode(blocks: readonly CodeBlock[]): DocumentedCode {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-chat-docs-')));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@agent-chat'), { recursive: true });
  for (const name of readdirSync(`${ROOT}packages`))
    linkWithDependencies(modules, join(ROOT, 'packages', name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');

  const files = new Map<string, CodeBlock>();
  for (const block of blocks) {
    // A file that others of its page import says its name itself.
    const [, own] = /^\/\/ ([\w-]+\.ts)\n/.exec(block.code) ?? [];
    const name = own ?? `${block.page.replaceAll(/[/.]/g, '-')}-${block.line}.ts`;
    files.set(join(folder, name), block);
    writeFileSync(join(folder, name), block.code);
  }

  return {
    faults() {
      const settings = {
        allowImportingTsExtensions: true,
        // Examples leave unused what a reader fills in.
        noUnusedLocals: false,
        noUnusedParameters: false,
      };
      return compilerFaults(folder, [...files.keys()], settings).map(({ file, line, message }) => {
        const block = files.get(file);
        return block ? `${block.page}:${block.line + line - 1} ${message}` : `${file} ${message}`;
      });
    },
    fileOf(block) {
      const [file] = [...files].find(([, each]) => each === block) ?? [];
      if (file === undefined) throw new TypeError(`There is no file of ${block.page}:${block.line}.`);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a reader of the package's page has installed: the package, and what it names itself. */
function linkWithDependencies(modules: string, from: string): void {
  const { name } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { name: string };
  symlinkSync(from, join(modules, '@agent-chat', basename(name)));
  for (const dependency of packagesIn(join(from, 'node_modules'))) {
    if (dependency.startsWith('@agent-chat/') || dependency.startsWith('@types/')) continue;
    const to = join(modules, dependency);
    mkdirSync(join(to, '..'), { recursive: true });
    try {
      symlinkSync(join(from, 'node_modules', dependency), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function packagesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((each) => `${name}/${each}`) : [name],
    );
}
