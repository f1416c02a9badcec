import type { JsonSchema } from '../model/model-port.js';

/** Keywords whose value is a schema, or several in a list. */
const OF_SCHEMAS = new Set([
  'items',
  'prefixItems',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
  'allOf',
  'anyOf',
  'oneOf',
]);
/** Keywords whose value has a schema for each name. */
const OF_NAMED_SCHEMAS = new Set(['properties', '$defs', 'definitions']);

/**
 * A schema without its regular expressions: one that somebody else has written can take longer than
 * anybody lives, and nothing stops it. It is true of all that the schema itself is true of.
 */
export function withoutPatterns(schema: JsonSchema): JsonSchema {
  const { pattern: _, patternProperties, ...rest } = schema;
  const entries = Object.entries(rest)
    // It speaks of the names that no pattern has.
    .filter(([keyword]) => patternProperties === undefined || keyword !== 'additionalProperties')
    .map(([keyword, value]) => [keyword, withoutPatternsAt(keyword, value)] as const);
  return Object.fromEntries(entries);
}

function withoutPatternsAt(keyword: string, value: unknown): unknown {
  if (OF_SCHEMAS.has(keyword)) return Array.isArray(value) ? value.map(ofSchema) : ofSchema(value);
  if (!OF_NAMED_SCHEMAS.has(keyword) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, ofSchema(one)]));
}

/** Schemas may be `true` and `false`, too. */
function ofSchema(value: unknown): unknown {
  return isObject(value) ? withoutPatterns(value) : value;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
