/** Elements that may stand in a saved page, with the attributes that they keep. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  ol: ['start'],
  li: ['class'],
  td: ['align'],
  th: ['align'],
  ...Object.fromEntries(
    'p br hr h1 h2 h3 h4 h5 h6 ul blockquote pre code em strong del sup table thead tbody tr'
      .split(' ')
      .map((name) => [name, []]),
  ),
};

/** Elements that are nothing without the page that they were in. */
const DROPPED = new Set(['button', 'small', 'style', 'script', 'svg', 'template', 'agent-copy-button']);
/** Buttons whose words are what was written: the number of a footnote, and what an image shows. */
const WRITTEN = '[part=footnote], [part=image-placeholder]';
/** As the chat marks the cells of a column. */
const ALIGNMENTS = ['left', 'center', 'right'];
const VOID = new Set(['br', 'hr']);

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/**
 * The HTML of what is rendered inside `node`, written anew from an allow-list: what is not on it
 * leaves its text behind, and an address that is not of the web or of mail leaves its words.
 */
export function safeHtml(node: Node): string {
  return [...node.childNodes].map(serialise).join('');
}

function serialise(node: Node): string {
  if (node instanceof Text) return escapeHtml(node.data);
  if (!(node instanceof Element)) return '';
  const name = node.localName;
  if (node.matches(WRITTEN)) return safeHtml(node);
  if (DROPPED.has(name)) return '';
  if (node.matches('.checkbox')) return taskMark(node);
  if (node.matches('[part=code-block]')) return `<figure>${safeHtml(node)}</figure>`;
  if (node.matches('[part=code-head]')) return `<figcaption>${safeHtml(node).trim()}</figcaption>`;
  const attributes = KEPT[name];
  if (attributes === undefined) return safeHtml(node);
  const kept = attributes.flatMap((attribute) => {
    const value = valueOf(node, attribute);
    return value === null ? [] : ` ${attribute}="${escapeHtml(value)}"`;
  });
  const open = `<${name}${kept.join('')}>`;
  return VOID.has(name) ? open : `${open}${safeHtml(node)}</${name}>`;
}

/** A box for eyes, and for a screen reader the word that stands in it. */
function taskMark(node: Element): string {
  const word = escapeHtml(node.textContent.trim());
  return `<span role="img" aria-label="${word}">${node.matches('.checked') ? '☑' : '☐'}</span> `;
}

/** `null` for what an element does not keep. */
function valueOf(node: Element, attribute: string): string | null {
  if (attribute === 'align') return ALIGNMENTS.find((each) => node.classList.contains(each)) ?? null;
  // What a box stands before needs no bullet.
  if (attribute === 'class') return node.classList.contains('task') ? 'task' : null;
  const value = node.getAttribute(attribute);
  return attribute === 'href' && !/^(?:https?:|mailto:)/i.test(value ?? '') ? null : value;
}
