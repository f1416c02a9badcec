import type fc from 'fast-check';
import { createDefinitions } from '../schema/definitions.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { arbitraryOf } from './json-schema-arbitrary.js';

const definitions = new Map(createDefinitions().map(({ id, schema }) => [id, schema]));

/** The published schema of that name. */
export function lookUp(id: string): JsonSchema {
  const schema = definitions.get(id);
  if (schema === undefined) throw new TypeError(`There is no schema ${id}.`);
  return schema;
}

/** Values that fulfil the published schema of that name. */
export function valuesOf(id: string): fc.Arbitrary<unknown> {
  return arbitraryOf(lookUp(id), lookUp);
}
