/** What a control needs to be seen as one where a page may not choose its colours. */
const CONTROLS = `button, select, textarea, input:not([type=hidden]), [role=button], [role=combobox]`;
/** The frame is that of the menu or the list: each of them fills a line of it. */
const ITEMS = `[role^=menuitem], .conversation`;
/** The browser draws these, whatever style they have. */
const DRAWN = `input:is([type=checkbox], [type=radio])`;
const CHOSEN = `input:checked, [aria-selected=true], [aria-pressed=true], [data-current]`;

/** Which of them are not chosen, and stand beside it. */
function neighboursOf(chosen: Element): Element[] {
  const root = chosen.getRootNode() as Document | ShadowRoot;
  const beside = (selector: string): Element[] => [...root.querySelectorAll(selector)];
  if (chosen instanceof HTMLInputElement) {
    return beside('input').filter(
      (each) => (each as HTMLInputElement).name === chosen.name && !each.matches(':checked'),
    );
  }
  if (chosen.matches('[aria-selected]')) return beside('[aria-selected=false]');
  if (chosen.matches('[aria-pressed]')) return beside('[aria-pressed=false]');
  return [...(chosen.parentElement?.children ?? [])].filter((each) => !each.matches('[data-current]'));
}

/** An input that is hidden shows by its label. */
function shownBy(element: Element): Element {
  return (element as HTMLInputElement).labels?.[0] ?? element;
}

/** Whether anything is drawn around it. Backgrounds and shadows are not, in forced colours. */
function hasEdge(element: Element): boolean {
  const { borderTopStyle, borderTopWidth, borderBottomStyle, borderBottomWidth, outlineStyle, outlineWidth } =
    getComputedStyle(element);
  const isDrawn = (style: string, width: string): boolean => style !== 'none' && parseFloat(width) > 0;
  return (
    (isDrawn(borderTopStyle, borderTopWidth) && isDrawn(borderBottomStyle, borderBottomWidth)) ||
    isDrawn(outlineStyle, outlineWidth)
  );
}

/** What is drawn around it, to be compared. */
function edgeOf(element: Element): string {
  const style = getComputedStyle(element);
  const { borderTopStyle, borderTopWidth, borderTopColor, outlineStyle, outlineWidth, outlineColor } = style;
  const outline = outlineStyle === 'none' ? [] : [outlineStyle, outlineWidth, outlineColor];
  return [borderTopStyle, borderTopWidth, borderTopColor, ...outline].join(' ');
}

/** A field may stand in the frame of what belongs to it. */
function isInFrame(field: Element): boolean {
  for (let each: Element | null = field; each !== null; each = each.parentElement) {
    if (hasEdge(each) || (each.matches(DRAWN) && getComputedStyle(each).appearance !== 'none')) return true;
  }
  return false;
}

function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
}

function nameOf(element: Element): string {
  const root = element.getRootNode();
  const host = root instanceof ShadowRoot ? `${root.host.localName} ` : '';
  const classes = [...element.classList].map((each) => `.${each}`).join('');
  return `${host}${element.localName}${classes}`;
}

export interface Seen {
  /** What cannot be told apart, or has no edge. */
  readonly complaints: string[];
  /** Of what there was something chosen. */
  readonly chosen: string[];
}

/** Looks at everything below `root`, in all shadow trees. */
export function lookAt(root: ParentNode): Seen {
  const complaints: string[] = [];
  const chosen: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot !== null) {
      const inner = lookAt(element.shadowRoot);
      complaints.push(...inner.complaints);
      chosen.push(...inner.chosen);
    }
    if (element.matches(CONTROLS) && !element.matches(ITEMS) && isVisible(element)) {
      const isField = element.matches('select, textarea, input');
      if (isField ? !isInFrame(element) : !hasEdge(element)) complaints.push(`no edge: ${nameOf(element)}`);
    }
    if (!element.matches(CHOSEN) || !isVisible(shownBy(element))) continue;
    chosen.push(nameOf(element));
    const edge = edgeOf(shownBy(element));
    const isAlike = neighboursOf(element).some((each) => edgeOf(shownBy(each)) === edge);
    if (isAlike || !hasEdge(shownBy(element))) complaints.push(`not told apart: ${nameOf(element)}`);
  }
  return { complaints, chosen };
}
