/** A JSON Schema of draft 2020-12, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export function isJsonObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The properties of an object schema by name; none for any other schema. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const { properties } = schema;
  return isJsonObject(properties) ? (properties as Readonly<Record<string, JsonSchema>>) : {};
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  const { required } = schema;
  return Array.isArray(required) ? (required as string[]) : [];
}
