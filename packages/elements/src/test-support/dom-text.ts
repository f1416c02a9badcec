/** A tree as text: tags, attributes and words, without what Lit leaves behind for itself. */
export function domText(root: ParentNode): string {
  return [...root.childNodes].map(nodeText).join('');
}

function nodeText(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element)) return '';
  const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${value}"`).sort();
  return `<${node.localName}${attributes.join('')}>${domText(node)}</${node.localName}>`;
}
