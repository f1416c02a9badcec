/**
 * The structure of a document that a specification gives as HTML, and of what our templates make of
 * it, in the same words: what we show differently by choice (lower headings, guarded images, links
 * that must not be followed, a box around code and tables) is named as what it stands for.
 */
const NAMES: Readonly<Record<string, string>> = {
  h3: 'h1',
  h4: 'h2',
  h5: 'h3',
  h6: 'h4',
  em: 'em',
};
/** Our last level of headings stands for three. */
const EXPECTED_NAMES: Readonly<Record<string, string>> = { h5: 'h4', h6: 'h4' };

export function outlineOfExpected(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return tidy(childrenOf(page.body, expected));
}

function expected(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return '';
  const name = EXPECTED_NAMES[node.localName] ?? node.localName;
  if (name === 'img') return `<img ${node.getAttribute('alt')?.trim() || 'Image'}>`;
  if (name === 'input') return `<input ${node.hasAttribute('checked')}>`;
  if (name === 'a') return linkOutline(childrenOf(node, expected));
  return `<${name}${expectedAttributes(node)}>${childrenOf(node, expected)}</${name}>`;
}

function expectedAttributes(node: Element): string {
  return ['start', 'align'].map((name) => ` ${node.getAttribute(name) ?? ''}`.trimEnd()).join('');
}

export function outlineOfShown(root: ParentNode): string {
  return tidy(childrenOf(root, shown));
}

function shown(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return '';
  const name = NAMES[node.localName] ?? node.localName;
  if (node.matches('.code-head, .link-host, .image-placeholder small')) return '';
  if (node.matches('.code, .table, .lines, .lines *, code:not([part])')) return childrenOf(node, shown);
  if (node.matches('.image-placeholder')) return `<img ${childrenOf(node, shown).trim()}>`;
  if (node.matches('.image-placeholder *')) return childrenOf(node, shown);
  if (node.matches('.checkbox')) return `<input ${node.matches('.checked')}>`;
  if (name === 'a' || node.matches('.refused-link')) return linkOutline(childrenOf(node, shown));
  if (name === 'pre') return `<pre><code>${childrenOf(node, shown)}</code></pre>`;
  const start = node.getAttribute('start');
  const align = /^(?:left|right|center)$/.exec(node.className)?.[0];
  const attributes = [start, align].map((value) => (value == null ? '' : ` ${value}`)).join('');
  return `<${name}${attributes}>${childrenOf(node, shown)}</${name}>`;
}

/** A link without text shows its address, and an image in a link is its description. */
function linkOutline(content: string): string {
  const text = content.replaceAll(/<img ([^>]*)>/g, '$1');
  return `<a>${text === 'base.example' ? '' : text}</a>`;
}

function childrenOf(node: ParentNode | Node, outline: (node: Node) => string): string {
  return [...node.childNodes].map(outline).join('');
}

/** White space between blocks means nothing. */
function tidy(outline: string): string {
  return outline
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(<input \w+>) /g, '$1')
    .replaceAll(/<tbody> ?<\/tbody>/g, '')
    .replaceAll(
      / ?(<\/?(?:p|h[1-6]|ul|ol|li|blockquote|pre|code|table|thead|tbody|tr|th|td|hr|br|body)(?: [^<>]*)?>) ?/g,
      '$1',
    )
    .trim();
}
