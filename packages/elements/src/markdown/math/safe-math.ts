const MATHML = 'http://www.w3.org/1998/Math/MathML';
/** Far more than a page can show. */
const MAX_NODES = 10_000;
/** Deeper than anyone writes, far from what a browser lays out without trouble. */
const MAX_DEPTH = 100;

const ELEMENTS: ReadonlySet<string> = new Set(
  `annotation math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms
   mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics`.split(/\s+/),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  `accent accentunder class columnalign columnlines columnspacing columnspan depth dir display displaystyle
   encoding fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant
   maxsize minsize movablelimits notation rowlines rowspacing rowspan rspace scriptlevel separator stretchy
   style symmetric voffset width xmlns`.split(/\s+/),
);

/** Whether a tree is nothing but MathML, of a size that can be shown and of `most` nodes. Not recursive: it may be deep. */
export function isHarmlessMath(root: Element, most = MAX_NODES): boolean {
  const limit = Math.min(most, MAX_NODES);
  let count = 0;
  let depth = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let node: Element | null = root; node !== null; ) {
    count += 1;
    if (count > limit || depth > MAX_DEPTH) return false;
    if (node.namespaceURI !== MATHML || !ELEMENTS.has(node.localName)) return false;
    if (node.firstElementChild !== null) {
      depth += 1;
      node = walker.firstChild() as Element | null;
      continue;
    }
    let next = walker.nextSibling();
    while (next === null && depth > 0) {
      walker.parentNode();
      depth -= 1;
      next = depth > 0 ? walker.nextSibling() : null;
    }
    node = next as Element | null;
  }
  return true;
}

/** What says how large something is. */
const SIZED = new Set(
  `columnspacing depth height linethickness lspace mathsize maxsize minsize rowspacing rspace style voffset
   width`.split(/\s+/),
);

/** In the font's own units, and in all others. */
const MAX_SIZE = { em: 20, other: 300 } as const;

function isHuge(value: string): boolean {
  return [...value.matchAll(/(\d+(?:\.\d+)?)(e\d)?\s*([a-z]*)/gi)].some(
    ([, number, exponent, unit = '']) =>
      exponent !== undefined ||
      Number(number) > (/^(?:r?em|ex|ch|v.*)$/i.test(unit) ? MAX_SIZE.em : MAX_SIZE.other),
  );
}

/** Removes what leads, names, fetches, or is larger than any formula. */
export function tidyMath(root: Element): void {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      const isKept = ATTRIBUTES.has(name) && !/url\s*\(|image|position|content/i.test(value);
      if (!isKept || (SIZED.has(name) && isHuge(value))) element.removeAttribute(name);
    }
  }
}
