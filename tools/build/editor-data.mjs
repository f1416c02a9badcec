// @ts-check
// What editors know of the elements, from the custom-elements manifest: tags and attributes for VS
// Code's custom data, and for the editors of JetBrains as web-types.

/** @param {any} manifest @returns {any[]} the classes with a tag */
const elementsOf = (manifest) =>
  manifest.modules
    .flatMap((/** @type {any} */ module) => module.declarations ?? [])
    .filter((/** @type {any} */ each) => each.tagName);

/** The literals of a union, as in `'sse' | 'websocket'`. @param {string | undefined} type */
const valuesOf = (type) => [...(type ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => ({ name }));

/** @param {any} manifest */
export function vscodeHtml(manifest) {
  return {
    version: 1.1,
    tags: elementsOf(manifest).map(({ tagName, description, attributes = [] }) => ({
      name: tagName,
      description,
      attributes: attributes.map((/** @type {any} */ { name, description: words, type }) => ({
        name,
        ...(words && { description: words }),
        ...(valuesOf(type?.text).length > 0 && { values: valuesOf(type?.text) }),
      })),
    })),
  };
}

/** @param {any} manifest @param {{ name: string, version: string }} about */
export function webTypes(manifest, { name, version }) {
  /** @param {any[] | undefined} list */
  const named = (list) =>
    (list ?? [])
      .filter((each) => each.name !== undefined)
      .map(({ name: own, description }) => ({ name: own, ...(description && { description }) }));
  return {
    $schema: 'https://json.schemastore.org/web-types',
    name,
    version,
    'description-markup': 'markdown',
    contributions: {
      html: {
        elements: elementsOf(manifest).map((each) => ({
          name: each.tagName,
          description: each.description,
          attributes: named(each.attributes),
          slots: named(each.slots),
          js: {
            properties: named(each.members?.filter((/** @type {any} */ one) => one.kind === 'field')),
            events: named(each.events),
          },
          css: { parts: named(each.cssParts), properties: named(each.cssProperties) },
        })),
      },
    },
  };
}
