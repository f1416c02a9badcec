import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

/**
 * For child processes that run sources as they are: Node strips the types by itself, but looks for
 * the `.js` files that our imports name. Load it with `--import`.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL } = context;
    const isOurs = specifier.startsWith('.') && specifier.endsWith('.js') && parentURL?.endsWith('.ts');
    if (!isOurs) return nextResolve(specifier, context);
    const source = `${specifier.slice(0, -'.js'.length)}.ts`;
    // Looked up here: for each file that is not there, Node would first write an error.
    return nextResolve(existsSync(new URL(source, parentURL)) ? source : specifier, context);
  },
});
