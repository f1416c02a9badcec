/** What all objects or arrays have, because a hostile value has changed their prototype. */
export function pollutedPrototypes(): readonly string[] {
  const fresh = {} as Record<string, unknown>;
  return [
    ...['isAdmin', 'x', 'polluted'].filter((name) => fresh[name] !== undefined),
    ...Object.keys(Object.prototype),
    ...Object.keys(Array.prototype),
  ];
}
