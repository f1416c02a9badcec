import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './documentation.js';

/** What the compiler says of one place. */
export interface CompilerFault {
  /** Absolute; empty for what concerns no file. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

const COMPILER = join(ROOT, 'node_modules/typescript-native/bin/tsc');
const WHERE = /^(?:(.+)\((\d+),\d+\): )?error TS\d+: (.*)$/;

/** Checks files of a folder with the settings of the repository and these, which it writes there. */
export function compilerFaults(
  folder: string,
  files: readonly string[],
  settings: object = {},
): CompilerFault[] {
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declaration: false,
    emitDeclarationOnly: false,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    ...settings,
  };
  const project = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, files };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const { stdout, stderr, status } = spawnSync(process.execPath, [COMPILER, '-p', '.', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const faults: CompilerFault[] = [];
  for (const text of stdout.split('\n')) {
    const [, file = '', line = '1', message] = WHERE.exec(text) ?? [];
    const last = faults.at(-1);
    if (message !== undefined) {
      faults.push({ file: file && resolve(folder, file), line: Number(line), message });
    } else if (last !== undefined && text !== '') {
      faults[faults.length - 1] = { ...last, message: `${last.message} ${text.trim()}` };
    }
  }
  if (status !== 0 && faults.length === 0) throw new Error(`The compiler did not run: ${stdout}${stderr}`);
  return faults;
}
