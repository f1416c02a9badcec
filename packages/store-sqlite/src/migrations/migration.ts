/** One step of the schema: its `version` is the `user_version` that it leads to. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}
