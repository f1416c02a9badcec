import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../src/schema/schema-files.js';
import { methodsPage } from './methods-page.js';
import { shapesFile } from './shapes-file.js';
import { shapesPage } from './shapes-page.js';

/**
 * What is generated from the contract and the schemas: text by path from the repository's root.
 * @param sources the folder of the sources
 */
export function generatedFiles(sources: string): Readonly<Record<string, string>> {
  const state = ['fold/state.ts', 'fold/timeline-entry.ts', 'fold/unknown-fields.ts'].map((name) =>
    readFileSync(join(sources, name), 'utf8'),
  );
  const files: Record<string, string> = {
    'docs/methods.md': methodsPage(),
    'docs/shapes.md': shapesPage(state.join('\n')),
    'packages/protocol/src/shapes/shapes.generated.ts': shapesFile(),
  };
  for (const [name, schema] of Object.entries(schemaFiles())) {
    files[`packages/protocol/schema/${name}`] = jsonText(schema);
  }
  return files;
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
