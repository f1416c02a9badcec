import { isJsonObject, type JsonSchema } from './json-schema.js';

/** `schema` with every reference to a named schema written as `write` says. */
export function mapReferences(schema: JsonSchema, write: (id: string) => string): JsonSchema {
  return mapped(schema, write) as JsonSchema;
}

function mapped(value: unknown, write: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, write));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [key, write(member)] : [key, mapped(member, write)],
  );
  return Object.fromEntries(entries) as JsonSchema;
}
