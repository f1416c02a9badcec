// @ts-check

/**
 * How every package is built: ESM, one file for each entry point, dependencies
 * left outside. Types come from `tsc -b`, which is faster than tsup's own.
 * `tools/build` removes old output, so that a build is never a mix of two.
 *
 * @param {Record<string, string>} entry output name (without `.js`) to source file
 * @param {import('tsup').Options} [options]
 * @returns {import('tsup').Options}
 */
export function library(entry, options = {}) {
  return {
    entry,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    tsconfig: 'tsconfig.src.json',
    outDir: 'dist',
    sourcemap: true,
    splitting: true,
    dts: false,
    clean: false,
    silent: true,
    ...options,
    esbuildOptions(esbuild, context) {
      // esbuild remembers the folder in which it was loaded, and one process builds all packages.
      esbuild.absWorkingDir = process.cwd();
      options.esbuildOptions?.(esbuild, context);
    },
  };
}
