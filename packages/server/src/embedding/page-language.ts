const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg']);

export interface PageLanguage {
  /** As BCP 47 writes it, such as `de-CH`. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
}

/** The first that is a language, in its own direction; else English. */
export function pageLanguage(...wanted: readonly (string | null | undefined)[]): PageLanguage {
  const tag = wanted.map(canonical).find((each) => each !== null) ?? 'en';
  const { script } = new Intl.Locale(tag).maximize();
  return { tag, direction: script !== undefined && RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr' };
}

/** The first language that a browser asks for. */
export function askedLanguage(acceptLanguage: string | null): string | null {
  return acceptLanguage?.split(/[,;]/, 1)[0]?.trim() ?? null;
}

function canonical(tag: string | null | undefined): string | null {
  try {
    return tag == null || tag === '' ? null : (Intl.getCanonicalLocales(tag)[0] ?? null);
  } catch {
    return null; // no language, which is an answer
  }
}
