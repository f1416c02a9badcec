/** Some fields of `T`, where they are there. */
export type FieldsOf<T, K extends keyof T> = { [P in keyof Pick<T, K>]: Exclude<T[P], undefined> };

/** The named fields of `from`, without those that are `undefined`: to JSON they are not there. */
export function fieldsOf<T extends object, K extends keyof T>(
  from: T,
  ...names: readonly K[]
): FieldsOf<T, K> {
  const fields: Partial<T> = {};
  for (const name of names) if (from[name] !== undefined) fields[name] = from[name];
  return fields as FieldsOf<T, K>;
}

/** A copy of `from` without the named fields. */
export function withoutFields<T extends object, K extends keyof T>(
  from: T,
  ...names: readonly K[]
): Omit<T, K> {
  const rest = { ...from };
  for (const name of names) delete rest[name];
  return rest;
}

/** What `from` itself has by that name, and never what every object has: `constructor`, for example. */
export function ownValue<T>(from: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
