/**
 * A store each of whose calls begins a random number of turns of the event loop later: callers at
 * the same time then meet between any two of their steps, also on a store that answers at once.
 */
export function interleaved<Store extends object>(store: Store, random: (below: number) => number): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        for (let turns = random(3); turns > 0; turns--) {
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        return value.apply(target, args) as unknown;
      };
    },
  });
}
