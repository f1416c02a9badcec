/**
 * What `pending` resolves to, or the first of `signals` that is or becomes aborted before that.
 * A `pending` that loses is left alone, its rejection included.
 */
export function firstOf<T>(
  pending: Promise<T>,
  signals: readonly AbortSignal[],
): Promise<{ readonly value: T } | { readonly aborted: AbortSignal }> {
  return new Promise((resolve, reject) => {
    const cleanUps: (() => void)[] = [];
    const settle = (act: () => void): void => {
      for (const cleanUp of cleanUps) cleanUp();
      act();
    };
    for (const signal of signals) {
      const onAbort = (): void => settle(() => resolve({ aborted: signal }));
      if (signal.aborted) {
        onAbort();
        break;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      cleanUps.push(() => signal.removeEventListener('abort', onAbort));
    }
    pending.then(
      (value) => settle(() => resolve({ value })),
      (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}
