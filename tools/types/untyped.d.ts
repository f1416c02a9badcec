// Libraries without types, as far as the tools use them.

declare module 'eslint-plugin-lit-a11y' {
  import type { Linter } from 'eslint';
  const plugin: { configs: { recommended: Linter.Config } };
  export default plugin;
}

declare module '@custom-elements-manifest/analyzer/cli.js' {
  export function cli(options: { argv: string[]; cwd: string; noWrite: boolean }): Promise<unknown>;
}

declare module 'commonmark-spec' {
  /** The examples, with arrows in place of tabs. */
  const specification: {
    tests: { number: number; section: string; markdown: string; html: string }[];
  };
  export default specification;
}
