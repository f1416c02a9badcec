import { deepElements } from './whole.js';

/** What a person presses, chooses or writes in. What only scrolls is axe's to look for. */
const CONTROLS = `button, a[href], input, select, textarea, summary, [contenteditable],
  [role=button], [role=link], [role=checkbox], [role=radio], [role=switch], [role=slider], [role=tab]`;
/** Classes of the look alone. */
const LOOKS: ReadonlySet<string> = new Set([
  ...['button', 'icon-button', 'round', 'quiet', 'primary', 'danger', 'field', 'again', 'fold-summary'],
]);

const hostOf = (element: Element): string => {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host.localName : '';
};

/** Those of the controls of our elements in a tree that can be used at the moment. */
export function controlsIn(root: ParentNode): Element[] {
  return deepElements(root).filter(
    (element) =>
      element.matches(CONTROLS) &&
      hostOf(element).startsWith('agent-') &&
      !element.matches(':disabled, [aria-disabled=true]') &&
      element.checkVisibility({ visibilityProperty: true }),
  );
}

/** What a control is called here: its element, and in it its part, else its class, else its kind. */
export function controlName(control: Element): string {
  const named = [...control.part].at(-1) ?? [...control.classList].find((name) => !LOOKS.has(name));
  return `${hostOf(control)} ${named ?? (control instanceof HTMLInputElement ? control.type : control.localName)}`;
}

/** What has the focus, as a control; `null` where it only scrolls or holds others. */
export function asControl(element: Element | null): string | null {
  return element?.matches(CONTROLS) === true ? controlName(element) : null;
}
