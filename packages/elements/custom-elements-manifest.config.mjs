// @ts-check

/** @param {string} name */
const tableOf = (name) => import(new URL(`src/parts/${name}-parts.ts`, import.meta.url).href);
const { CONVERSATION_PARTS, elementsInside } = await tableOf('conversation');
const { FRAME_PARTS } = await tableOf('frame');

/** @type {Record<string, string>} */
const PARTS = { ...FRAME_PARTS, ...CONVERSATION_PARTS };

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

/** The parts of what stands in an element, as they are known outside it. */
const exportedParts = {
  name: 'exported-parts',
  /** @param {{ customElementsManifest: { modules: any[] } }} phase */
  packageLinkPhase({ customElementsManifest }) {
    const declarations = customElementsManifest.modules.flatMap(({ declarations = [] }) => declarations);
    /** @type {Map<string, any>} */
    const described = new Map(
      declarations.filter(({ tagName }) => tagName).map((each) => [each.tagName, each]),
    );
    const own = new Map([...described].map(([tag, { cssParts = [] }]) => [tag, cssParts]));
    for (const tag of own.keys()) {
      const parts = [...(own.get(tag) ?? [])];
      const inside = tag === 'agent-chat' ? Object.keys(PARTS) : elementsInside(tag);
      for (const inner of inside) {
        for (const pair of (PARTS[inner] ?? '').split(',')) {
          const [name = '', outer = name] = pair.split(':').map((each) => each.trim());
          const part = own.get(inner)?.find((/** @type {any} */ each) => each.name === name);
          if (!parts.some((each) => each.name === outer)) parts.push({ ...part, name: outer });
        }
      }
      if (parts.length > 0) described.get(tag).cssParts = parts;
    }
  },
};

export default {
  globs: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts', 'src/**/*.stories.ts', 'src/**/test-support/**'],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [publicOnly, exportedParts],
};
