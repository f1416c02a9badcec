// @ts-check

/**
 * @typedef {object} Picture
 * @property {string} title of the element
 * @property {string} name of the story
 * @property {string} way how it is seen
 * @property {string} file beside the page
 */

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @template T @param {readonly T[]} all @param {(one: T) => string} keyOf @returns {[string, T[]][]} */
function grouped(all, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
}

/** @param {Picture} picture */
const figure = ({ title, name, way, file }) =>
  `<figure><a href="${escaped(file)}"><img loading="lazy" src="${escaped(file)}" alt="${escaped(`${title}, ${name}, ${way}`)}"></a><figcaption>${escaped(way)}</figcaption></figure>`;

/** One page with all pictures: an element a section, a story a row. @param {readonly Picture[]} pictures */
export function pictureIndex(pictures) {
  const sections = grouped(pictures, ({ title }) => title);
  const links = sections.map(([title]) => `<a href="#${escaped(title)}">${escaped(title)}</a>`);
  const rows = sections.map(([title, ofElement]) => {
    const stories = grouped(ofElement, ({ name }) => name).map(
      ([name, ofStory]) => `<h3>${escaped(name)}</h3><div class="row">${ofStory.map(figure).join('')}</div>`,
    );
    return `<section id="${escaped(title)}"><h2>${escaped(title)}</h2>${stories.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The elements in pictures</title>
<style>
  body { margin: 24px; background: #eceef2; color: #1c1e26; font: 15px/1.5 system-ui, sans-serif; }
  nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
  h3 { margin: 20px 0 6px; font-size: 1em; }
  .row { display: flex; align-items: flex-start; gap: 12px; overflow-x: auto; }
  figure { flex: none; margin: 0; }
  img { display: block; max-inline-size: 420px; max-block-size: 520px; background: #fff; box-shadow: 0 0 0 1px #0002; }
  figcaption { color: #5b5f6b; font-size: 0.85em; }
</style>
<h1>The elements in pictures</h1>
<nav>${links.join('\n')}</nav>
${rows.join('\n')}
</html>
`;
}
