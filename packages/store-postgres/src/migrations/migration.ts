/** One step of the schema: the version that it leads to, and its SQL in the (quoted) schema. */
export interface Migration {
  readonly version: number;
  readonly sql: (schema: string) => string;
}
