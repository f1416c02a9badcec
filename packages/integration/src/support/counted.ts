/** A port, and how many of its calls are not answered yet. */
export function counted<Port extends object>(
  inner: Port,
): { readonly counting: Port; readonly inFlight: () => number } {
  let running = 0;
  return {
    inFlight: () => running,
    counting: new Proxy(inner, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          running += 1;
          try {
            return (await member.apply(target, args)) as unknown;
          } finally {
            running -= 1;
          }
        };
      },
    }),
  };
}
