// A schema as plain data, for where the schema library would weigh or cost too much: generated
// from the schemas into `shapes.generated.ts`, read by `faultOf` and `copyOf`.

/** The fields of an object by name. Others may be there too: a copy leaves them out. */
export type Fields = Readonly<Record<string, Shape>>;

/** What a JSON value must be. Bounds are inclusive; those at the end may be absent. */
export type Shape =
  | readonly ['any' | 'number' | 'boolean']
  /** `min` and `max` count UTF-16 units. */
  | readonly ['string', min?: number | undefined, max?: number]
  | readonly ['integer', min?: number | undefined, max?: number]
  | readonly ['one_of', values: readonly unknown[]]
  | readonly ['pattern', pattern: RegExp]
  | readonly ['array', item: Shape, min?: number | undefined, max?: number]
  | readonly ['record', value: Shape]
  /** `keepsOthers`: a copy has the fields that are not named here as well. */
  | readonly ['object', fields: Fields, keepsOthers?: true]
  /** Of a field: it may be absent, and a copy then has `otherwise`. */
  | readonly ['optional', shape: Shape, otherwise?: unknown]
  | readonly ['nullable', shape: Shape]
  | readonly ['union', options: readonly Shape[]]
  /** By `type`: what is known is checked by its own shape, itself or a member of it; all by `base`. */
  | readonly ['open', base: Shape, known: Fields, member?: string];
