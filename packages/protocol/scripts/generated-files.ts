import { schemaFiles } from '../src/schema/schema-files.js';
import { methodsPage } from './methods-page.js';

/** What is generated from the contract and the schemas: text by path from the repository's root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const schemas = Object.entries(schemaFiles()).map(([name, schema]) => [
    `packages/protocol/schema/${name}`,
    jsonText(schema),
  ]);
  return { ...Object.fromEntries(schemas), 'docs/methods.md': methodsPage() };
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
