// @ts-check
import { readFile } from 'node:fs/promises';
import { compactTemplates } from './compact-templates.mjs';
import { directImports, specifier } from './direct-imports.mjs';

/**
 * A stage of loading: its module, and which of the modules that are loaded later come before it.
 *
 * @typedef {{ module: string, isBefore: (path: string) => boolean }} Stage
 */

/**
 * Makes the sources of the elements smaller, and has each stage of loading become one chunk.
 *
 * esbuild puts modules into the same chunk that the same entry points reach, and each module that
 * is loaded later is an entry point: what is shared falls into dozens of small chunks, each
 * compressed alone. Here whatever is loaded after a stage says that it needs the whole of it, which
 * is there by then anyway; so all of the stage is reached by the same entry points.
 *
 * @param {readonly Stage[]} stages in the order in which they are loaded
 * @returns {import('esbuild').Plugin}
 */
export function browserSources(stages) {
  return {
    name: 'browser-sources',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, ...options }) => {
        if (options.kind !== 'dynamic-import' || options.pluginData === 'asked') return undefined;
        const resolved = await build.resolve(path, { ...options, pluginData: 'asked' });
        return { ...resolved, pluginData: 'lazy' };
      });
      build.onLoad(
        { filter: /[\\/](?:protocol|client|elements)[\\/]src[\\/].*\.ts$/ },
        async ({ path, pluginData }) => {
          const contents = directImports(compactTemplates(await readFile(path, 'utf8')), path);
          const needed = pluginData === 'lazy' ? stages.filter((stage) => !stage.isBefore(path)) : [];
          const imports = needed
            .filter(({ module }) => module !== path)
            .map(({ module }) => `import ${JSON.stringify(specifier(module, path))};`);
          return { contents: [contents, ...imports].join('\n'), loader: 'ts' };
        },
      );
    },
  };
}
