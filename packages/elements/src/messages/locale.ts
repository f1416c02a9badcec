/** Which language a chat speaks where nobody has said it, and in which direction that is written. */

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg']);

/** `tag` as `Intl` takes it, or `undefined` for what is no language tag: that would stop the rendering. */
export function validLocale(tag: string | null | undefined): string | undefined {
  if (tag == null || tag.trim() === '') return undefined;
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/**
 * The language of the page around `element`, as the person's browser writes it (a page in `en` shows
 * a British reader British dates); else the browser's own.
 */
export function surroundingLocale(
  element: Element,
  preferred: readonly string[] = navigator.languages,
): string | undefined {
  const page = validLocale(surroundingLang(element));
  if (page === undefined) return validLocale(preferred[0]);
  if (page.includes('-')) return page;
  return preferred.map(validLocale).find((tag) => tag?.split('-')[0] === page) ?? page;
}

function surroundingLang(element: Element): string | null {
  const near = element.closest('[lang]');
  if (near !== null) return near.getAttribute('lang');
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? surroundingLang(root.host) : null;
}

/** How the language of a valid `locale` is written. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(locale).maximize();
  return script !== undefined && RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr';
}
