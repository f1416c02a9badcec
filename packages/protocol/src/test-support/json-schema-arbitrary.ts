import fc from 'fast-check';
import { isJsonObject, type JsonSchema, propertiesOf, requiredOf } from '../schema/json-schema.js';

/** What says which values there are, and what says nothing of it. */
const KEYWORDS = new Set(
  (
    '$ref $schema $id $defs title description default type allOf anyOf oneOf not enum const properties required ' +
    'additionalProperties propertyNames items minItems maxItems minLength maxLength pattern minimum maximum ' +
    'exclusiveMinimum'
  ).split(' '),
);

/** Values that fulfil a schema, as far as our schemas go: what it does not know it throws at. */
export function arbitraryOf(schema: JsonSchema, lookUp: (ref: string) => JsonSchema): fc.Arbitrary<unknown> {
  const of = (inner: unknown): fc.Arbitrary<unknown> => arbitraryOf(inner as JsonSchema, lookUp);
  const { type, $ref, allOf, anyOf, oneOf, enum: values, not } = schema;
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined) throw new TypeError(`No values for the keyword ${unknown}.`);

  if (typeof $ref === 'string') return of(lookUp($ref));
  if (isJsonObject(not) && Array.isArray(not['enum'])) {
    const others = not['enum'];
    return of({ ...schema, not: undefined }).filter((value) => !others.includes(value));
  }
  if (Array.isArray(allOf)) return of(merged(schema, allOf as JsonSchema[], lookUp));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]));
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return fc.oneof(...choices.map(of));
  if (Array.isArray(type)) return fc.oneof(...type.map((each: unknown) => of({ ...schema, type: each })));
  switch (type) {
    case undefined:
      return fc.jsonValue({ maxDepth: 2 });
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return stringOf(schema);
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'integer':
      return fc.integer({ min: leastOf(schema), max: Math.min(numberOf(schema['maximum'], 1e9), 1e9) });
    case 'array': {
      const least = numberOf(schema['minItems'], 0);
      return fc.array(of(schema['items']), { minLength: least, maxLength: least + 2 });
    }
    case 'object':
      return objectOf(schema, of);
    default:
      throw new TypeError(`No values for ${JSON.stringify(schema)}.`);
  }
}

function stringOf(schema: JsonSchema): fc.Arbitrary<string> {
  const { pattern } = schema;
  if (typeof pattern === 'string') {
    if ('minLength' in schema || 'maxLength' in schema) {
      throw new TypeError('No strings of both a pattern and a length.');
    }
    const whole = new RegExp(pattern, 'u');
    const positive = new RegExp(pattern.replace(/\(\?!\(\?:[^)]*\)\$\)/, ''), 'u'); // no lookaheads in fast-check
    return fc.stringMatching(positive, { maxLength: 12 }).filter((text) => whole.test(text));
  }
  const minLength = numberOf(schema['minLength'], 0);
  const maxLength = Math.min(numberOf(schema['maxLength'], Infinity), minLength + 12);
  return fc.string({ minLength, maxLength, unit: 'binary-ascii' });
}

function leastOf(schema: JsonSchema): number {
  const above = schema['exclusiveMinimum'];
  return Math.max(typeof above === 'number' ? above + 1 : numberOf(schema['minimum'], -1e9), -1e9);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function objectOf(schema: JsonSchema, of: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const fields = Object.entries(propertiesOf(schema)).map(([name, field]) => [name, of(field)] as const);
  const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...requiredOf(schema)] });
  const { additionalProperties } = schema;
  if (!isJsonObject(additionalProperties) || fields.length > 0) return known;
  return fc.dictionary(fc.string({ maxLength: 6 }), of(additionalProperties), {
    maxKeys: 3,
    noNullPrototype: true,
  });
}

/** One object schema of several: where two speak of a field, both hold. */
function merged(
  schema: JsonSchema,
  allOf: readonly JsonSchema[],
  lookUp: (ref: string) => JsonSchema,
): JsonSchema {
  const all = allOf.map((each) => (typeof each['$ref'] === 'string' ? lookUp(each['$ref']) : each));
  const properties: Record<string, JsonSchema> = {};
  for (const each of [...all, schema]) {
    for (const [name, field] of Object.entries(propertiesOf(each))) {
      properties[name] = { ...properties[name], ...field };
    }
  }
  return { type: 'object', properties, required: [...all, schema].flatMap(requiredOf) };
}
