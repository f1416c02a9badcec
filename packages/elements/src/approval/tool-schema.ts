/** What of the JSON Schema of one argument its field follows; of the rest the server is the judge. */
export interface ArgumentSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** The JSON Schema of a tool's arguments. */
export interface ToolSchema {
  readonly properties?: Readonly<Record<string, ArgumentSchema>>;
}

/** Schemas by the names of tools: they decide which field an argument is edited in. */
export type ToolSchemas = Readonly<Record<string, ToolSchema>>;
