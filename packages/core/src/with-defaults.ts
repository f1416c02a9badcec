/** The defaults with what is given in their place. A member that is `undefined` is not given. */
export function withDefaults<T extends object>(defaults: T, given: Partial<T> = {}): T {
  const members = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(members) };
}
