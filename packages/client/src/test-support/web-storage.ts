/** A page's storage, in Node. */
export function memoryWebStorage(items: Readonly<Record<string, string>> = {}): Storage {
  const values = new Map(Object.entries(items));
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
    clear: () => values.clear(),
  };
}
