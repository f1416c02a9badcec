import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDocComments } from '../../scripts/doc-comments.js';
import { generatedFiles, jsonText } from '../../scripts/generated-files.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const sources = fileURLToPath(new URL('../', import.meta.url));
const HINT = 'run "npm run generate"';

describe('what is generated from the contract', () => {
  const files = generatedFiles(sources);

  it('has the doc comments as they stand in the sources', () => {
    const kept = readFileSync(`${sources}schema/descriptions.json`, 'utf8');
    expect(kept, HINT).toBe(jsonText(readDocComments(sources)));
  });

  it.each(Object.entries(files))('is up to date: %s', (path, text) => {
    expect(readFileSync(root + path, 'utf8'), HINT).toBe(text);
  });

  it('has no file that nothing generates', () => {
    const there = readdirSync(`${root}packages/protocol/schema`).map(
      (name) => `packages/protocol/schema/${name}`,
    );
    expect(Object.keys(files)).toEqual(expect.arrayContaining(there));
  });
});
