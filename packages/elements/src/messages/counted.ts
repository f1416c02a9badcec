/** What stands for each plural form of a language; `other` for every form that is not named. */
export type PluralForms = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/**
 * Words for a number, by the plural rules of `language` (a BCP 47 tag): `#` in them becomes the
 * number as it is written in `locale`. Zero, one, two, few and many are not the same in every language,
 * nor for a place in an order (`ordinal`: "2nd in line") what they are for a count.
 */
export function counted(
  language: string,
  count: number,
  forms: PluralForms,
  locale?: string,
  type?: Intl.PluralRuleType,
): string {
  const words = forms[new Intl.PluralRules(language, { type }).select(count)] ?? forms.other;
  return words.replaceAll('#', written(language, count, locale));
}

/** A number, whole, as it is written in `locale`; without one as `language` writes it. */
export function written(language: string, value: number, locale = language): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
}
