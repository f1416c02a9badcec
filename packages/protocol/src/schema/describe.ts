import descriptions from './descriptions.json' with { type: 'json' };
import { isJsonObject, type JsonSchema, propertiesOf } from './json-schema.js';

const DESCRIPTIONS: Readonly<Record<string, string>> = descriptions;

/** The doc comment that stands at `docs` in the sources, or `undefined`. */
export function descriptionOf(docs: string): string | undefined {
  return Object.hasOwn(DESCRIPTIONS, docs) ? DESCRIPTIONS[docs] : undefined;
}

/** `schema` with the doc comments of its fields as descriptions, at every depth. */
export function describeFields(schema: JsonSchema, docs: string): JsonSchema {
  const properties = Object.entries(propertiesOf(schema)).map(([name, field]) => {
    const place = `${docs}.${name}`;
    const description = descriptionOf(place);
    const described = describeFields(field, place);
    return [name, description === undefined ? described : { description, ...described }] as const;
  });
  return {
    ...schema,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(isJsonObject(schema['items']) && { items: describeFields(schema['items'], docs) }),
  };
}
