import * as z from 'zod';
import type { JsonSchema } from '../model/model-port.js';

/** Keywords that are checked as they stand. */
const PLAIN = new Set([
  'type',
  'required',
  'minProperties',
  'maxProperties',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minContains',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'default',
]);
/** Keywords whose value is a schema, or several in a list, and that ask for less where those do. */
const OF_SCHEMAS = new Set([
  'items',
  'prefixItems',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'anyOf',
]);
/** So many schemas are looked into, references followed: a few lines of them can stand for billions. */
const MAX_SCHEMAS = 1_000;

interface Reading {
  readonly root: JsonSchema;
  /** The references that are being followed. */
  readonly open: Set<string>;
  left: number;
}

/**
 * What can be checked here of a schema that somebody else has written: it is true of all that the schema
 * itself is true of, and checking takes no longer than its size and that of the arguments say. It has
 *
 * - no regular expressions: one can take longer than anybody lives, and nothing stops it;
 * - no references: what they lead to stands in their place, up to where one leads to itself;
 * - no `format`, which is a remark, and nothing that depends on what something else is *not* true of, such
 *   as `not`, `if` and `maxContains`; `oneOf` is `anyOf`.
 *
 * Of one that cannot be read it leaves that it is an object.
 */
export function checkableSchema(schema: JsonSchema): JsonSchema {
  try {
    const checkable = partOf(schema, { root: schema, open: new Set(), left: MAX_SCHEMAS });
    z.fromJSONSchema(checkable);
    return checkable;
  } catch {
    return { type: 'object' };
  }
}

function partOf(schema: JsonSchema, reading: Reading): Record<string, unknown> {
  const { patternProperties, allOf, oneOf, $ref } = schema;
  const part: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    // It speaks of the names that no pattern has.
    if (keyword === 'additionalProperties' && patternProperties !== undefined) continue;
    if (PLAIN.has(keyword)) part[keyword] = value;
    else if (OF_SCHEMAS.has(keyword)) part[keyword] = eachOf(value, reading);
    else if (keyword === 'properties') part[keyword] = ofNames(value, reading);
    else if (keyword === 'const' && isPlainValue(value)) part[keyword] = value;
    else if (keyword === 'enum' && Array.isArray(value) && value.every(isPlainValue)) part[keyword] = value;
  }
  const all = [
    ...(Array.isArray(allOf) ? allOf.map((one) => ofSchema(one, reading)) : []),
    ...(oneOf === undefined ? [] : [{ anyOf: eachOf(oneOf, reading) }]),
    ...(typeof $ref === 'string' ? [referredTo($ref, reading)] : []),
  ];
  return all.length === 0 ? part : { ...part, allOf: all };
}

function eachOf(value: unknown, reading: Reading): unknown {
  return Array.isArray(value) ? value.map((one) => ofSchema(one, reading)) : ofSchema(value, reading);
}

function ofNames(value: unknown, reading: Reading): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, ofSchema(one, reading)]));
}

/** Schemas may be `true` and `false`, too. What is none is true of everything, as what is too much. */
function ofSchema(value: unknown, reading: Reading): unknown {
  if (typeof value === 'boolean') return value;
  // References in one that has a name of its own lead elsewhere.
  if (!isObject(value) || '$id' in value || reading.left === 0) return {};
  reading.left -= 1;
  return partOf(value, reading);
}

/** What a reference leads to within the schema; nothing is asked of anybody else. */
function referredTo(ref: string, reading: Reading): unknown {
  if (!/^#(?:\/|$)/.test(ref) || reading.open.has(ref)) return {};
  let place: unknown = reading.root;
  for (const segment of ref.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    place =
      typeof place === 'object' && place !== null && Object.hasOwn(place, name)
        ? (place as JsonSchema)[name]
        : undefined;
  }
  reading.open.add(ref);
  const schema = ofSchema(place, reading);
  reading.open.delete(ref);
  return schema;
}

/** One that the same value is equal to wherever it comes from, as no object is. */
function isPlainValue(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
