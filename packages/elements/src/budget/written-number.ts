const ARABIC_DIGITS = /[٠-٩۰-۹]/g;
/** What sets thousands apart and is a decimal mark nowhere. */
const GAPS = /(?<=\d)[\s'’٬](?=\d{3}(?!\d))/g;
const NUMBER = /^(?<whole>\d{1,12})(?:(?<mark>[.,])(?<fraction>\d*))?$/;

/** Numbers as people of `locale` type them, in the digits that every keyboard has. */
export function typedNumbers(locale: string | undefined, useGrouping: boolean): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { numberingSystem: 'latn', maximumFractionDigits: 6, useGrouping });
}

/**
 * The number that a person has typed; `null`: it is none, or could be two. `1,000` is a thousand where
 * a comma sets thousands apart. Where one does not, it might be meant so all the same. Else a comma and
 * a point are both a decimal mark.
 */
export function readNumber(typed: string, locale: string | undefined): number | null {
  const parts = typedNumbers(locale, true).formatToParts(1_234_567.5);
  const markOf = (name: 'group' | 'decimal'): string => parts.find(({ type }) => type === name)?.value ?? '';
  const [group, decimal] = [markOf('group'), markOf('decimal')];
  const text = typed
    .trim()
    .replaceAll(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) & 15))
    .replace('٫', decimal)
    .replaceAll(GAPS, '');
  const groups = new RegExp(`^[1-9]\\d{0,2}(\\${group}\\d{2,3})*\\${group}\\d{3}(?=\\${decimal}|$)`);
  const [thousands] = groups.exec(text) ?? [];
  const plain =
    thousands === undefined ? text : thousands.replaceAll(group, '') + text.slice(thousands.length);
  const { whole, mark, fraction = '' } = NUMBER.exec(plain)?.groups ?? {};
  if (whole === undefined) return null;
  const mayBeThousands = mark === decimal ? fraction === '000' : fraction.length === 3;
  if (mayBeThousands && /^[1-9]\d{0,2}$/.test(whole)) return null;
  return Number(`${whole}.${fraction}`);
}
