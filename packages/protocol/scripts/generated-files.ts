import { schemaFiles } from '../src/schema/schema-files.js';
import { methodsPage } from './methods-page.js';
import { shapesFile } from './shapes-file.js';

/** What is generated from the contract and the schemas: text by path from the repository's root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    'docs/methods.md': methodsPage(),
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
