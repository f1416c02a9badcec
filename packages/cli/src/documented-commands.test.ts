import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

// Every command of the documentation is one that the program understands.

const ROOT = new URL('../../../', import.meta.url);
const pages = ['README.md', 'packages/cli/README.md']
  .concat(readdirSync(new URL('docs', ROOT)).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md'));

/** What stands behind the program's name. */
const COMMANDS = /(?:^|`|npx )(?:agent-chat|npm start --) ([^`\n]+)/gm;

const documented = pages.flatMap((path) =>
  Array.from(readFileSync(new URL(path, ROOT), 'utf8').matchAll(COMMANDS), ([, line = '']) => ({
    path,
    // Up to a comment, and to where the shell sends the output.
    command: line.split(/ [#>] /)[0]?.trim() ?? '',
  })),
);

const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain = '']) => quoted ?? plain);

it('there are many', () => {
  expect(documented.length).toBeGreaterThan(30);
});

it.each(documented)('$path: agent-chat $command', ({ command }) => {
  try {
    readCommandLine(wordsOf(command));
  } catch (error) {
    // A command that is spoken of by its name alone.
    expect(String(error)).toMatch(/ needs /);
  }
});
