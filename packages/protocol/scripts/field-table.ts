import { isJsonObject, type JsonSchema, propertiesOf, requiredOf } from '../src/schema/json-schema.js';

/**
 * The fields of an object as a table in Markdown; `null` when it has none.
 * @param noteOn what else there is to say of a field
 */
export function fieldTable(
  heading: string,
  schema: JsonSchema,
  noteOn: (name: string) => string | null = () => null,
): string | null {
  const required = requiredOf(schema);
  const rows = Object.entries(propertiesOf(schema)).map(([name, field]) => {
    const { description } = field;
    const notes = [typeof description === 'string' ? description : null, noteOn(name)];
    const optional = required.includes(name) ? '' : ', optional';
    const said = notes.filter((note) => note !== null).join(' ');
    return `| \`${name}\` | ${typeText(field)}${optional} | ${said} |`;
  });
  return rows.length === 0 ? null : [`| ${heading} | type | meaning |`, '|---|---|---|', ...rows].join('\n');
}

export function resolved(
  schema: JsonSchema | undefined,
  schemas: ReadonlyMap<string, JsonSchema>,
): JsonSchema {
  const target = schema?.['$ref'];
  return (typeof target === 'string' ? schemas.get(target) : schema) ?? {};
}

/** A schema in a few words. */
export function typeText(schema: JsonSchema): string {
  const { type, $ref, anyOf, items } = schema;
  if (typeof $ref === 'string') return `\`${$ref}\``;
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((value) => `\`${String(value)}\``).join(' or ');
  if (typeof schema['const'] === 'string') return `\`${schema['const']}\``;
  if (Array.isArray(anyOf)) return anyOf.filter(isJsonObject).map(typeText).join(' or ');
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array' && isJsonObject(items)) return `array of ${typeText(items)}${countText(schema)}`;
  if (type === 'integer') return `integer${rangeText(schema)}`;
  if (type === 'string') return `string${countText(schema)}`;
  if (type === 'object') {
    const names = Object.keys(propertiesOf(schema));
    return names.length === 0 ? 'object' : `\`{${names.join(', ')}}\``;
  }
  return typeof type === 'string' ? type : 'any JSON value';
}

function countText(schema: JsonSchema): string {
  const least = schema['minLength'] ?? schema['minItems'];
  const most = schema['maxLength'] ?? schema['maxItems'];
  if (typeof most === 'number')
    return `, ${typeof least === 'number' ? `${least} to` : 'at most'} ${grouped(most)}`;
  return typeof least === 'number' ? `, at least ${least}` : '';
}

function rangeText(schema: JsonSchema): string {
  const above = schema['exclusiveMinimum'];
  const least = typeof above === 'number' ? above + 1 : schema['minimum'];
  const most = schema['maximum'];
  const from = typeof least === 'number' && least > Number.MIN_SAFE_INTEGER ? `, from ${least}` : '';
  return typeof most === 'number' && most < Number.MAX_SAFE_INTEGER ? `${from} to ${grouped(most)}` : from;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
