import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeBlocks, documentation } from './support/documentation.js';
import { createDocumentedCode, type DocumentedCode } from './support/documented-code.js';

// A reader pastes what the documentation shows. Fragments stand indented in lists, and are not here.

const blocks = documentation().flatMap(codeBlocks);
const typescript = blocks.filter(({ language }) => language === 'ts');
const programs = typescript.filter(({ prints }) => prints !== undefined);

let code: DocumentedCode;
beforeAll(() => {
  code = createDocumentedCode(typescript);
});
afterAll(() => code.remove());

describe('the TypeScript of the documentation', () => {
  it('compiles', () => {
    expect(typescript.length).toBeGreaterThan(40);
    expect(code.faults()).toEqual([]);
  }, 240_000);

  it.each(programs)('of $page prints what it says, at line $line', async (block) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...words) => {
      printed.push(words.join(' '));
    });
    await import(/* @vite-ignore */ pathToFileURL(code.fileOf(block)).href).finally(() => log.mockRestore());
    expect(`${printed.join('\n')}\n`).toBe(block.prints);
  });

  it('has programs that run', () => {
    expect(programs.length).toBeGreaterThan(3);
  });
});
