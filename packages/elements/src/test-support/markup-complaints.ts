/** Every element that our templates can make of markdown, and every one that a formula can hold. */
const ELEMENTS = new Set(
  `a agent-copy-button blockquote br button code del div em h3 h4 h5 h6 hr li ol p pre small span strong
   svg circle path rect sup table tbody td th thead tr ul section
   math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt
   mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none`.split(/\s+/),
);
const ATTRIBUTES = new Set(
  `aria-hidden aria-label aria-pressed class d dir exportparts focusable height href part rel role rx scope start stroke
   stroke-linecap stroke-linejoin stroke-width tabindex target title type viewBox width x y cx cy r fill
   data-marker data-footnote data-footnote-mark`.split(/\s+/),
);
const OF_FORMULAS = new Set(
  `accent accentunder class columnalign columnlines columnspacing depth display displaystyle fence form height
   linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation
   rowlines rowspacing rspace scriptlevel separator stretchy style symmetric voffset width xmlns`.split(
    /\s+/,
  ),
);

/** What is in a tree that must not be there. */
export function complaints(root: ParentNode): string[] {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    ...(ELEMENTS.has(element.localName) ? [] : [`<${element.localName}>`]),
    ...[...element.attributes]
      .filter((each) => !isAllowed(element, each))
      .map(({ name, value }) => `${name}="${value}"`),
  ]);
}

function isAllowed({ namespaceURI }: Element, { name, value }: Attr): boolean {
  if (namespaceURI?.endsWith('MathML') === true) return OF_FORMULAS.has(name) && !/url|position/i.test(value);
  return ATTRIBUTES.has(name) && (name !== 'href' || isHarmless(value));
}

function isHarmless(href: string): boolean {
  return ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}
