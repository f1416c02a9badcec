// @ts-check

// Members of every Lit element, which say nothing about this one.
const LIT_MEMBERS = new Set([
  'styles',
  'properties',
  'shadowRootOptions',
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'createRenderRoot',
  'shouldUpdate',
  'willUpdate',
  'firstUpdated',
  'updated',
  'update',
  'render',
]);

/** @param {{ name: string, privacy?: string }} member */
const isPublic = ({ name, privacy }) =>
  !name.startsWith('#') &&
  !name.startsWith('_') &&
  privacy !== 'private' &&
  privacy !== 'protected' &&
  !LIT_MEMBERS.has(name);

/** The manifest is documentation: what nobody outside may use is left out. */
const publicOnly = {
  name: 'public-only',
  /** @param {{ customElementsManifest: { modules: any[] } }} phase */
  packageLinkPhase({ customElementsManifest }) {
    for (const module of customElementsManifest.modules) {
      for (const declaration of module.declarations ?? []) {
        if (declaration.members) declaration.members = declaration.members.filter(isPublic);
      }
    }
  },
};

export default {
  globs: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts', 'src/**/*.stories.ts', 'src/**/test-support/**'],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [publicOnly],
};
