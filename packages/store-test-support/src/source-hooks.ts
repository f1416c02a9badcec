import { registerHooks } from 'node:module';

/**
 * For child processes that run sources as they are: Node strips the types by itself, but looks for
 * the `.js` files that our imports name. Load it with `--import`.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return nextResolve(specifier, context);
    try {
      return nextResolve(specifier, context);
    } catch {
      // There is no build beside the source.
      return nextResolve(`${specifier.slice(0, -'.js'.length)}.ts`, context);
    }
  },
});
