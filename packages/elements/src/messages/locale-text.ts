import { isolated } from './isolated.js';
import { directionOf } from './locale.js';
import { type AllMessages, ENGLISH_MESSAGES, type MessageTable } from './message-table.js';

/** The words and the locale in which dates, times and numbers are written. */
export interface LocaleText {
  readonly messages: MessageTable;
  /** A BCP 47 tag; `undefined` lets the browser choose. */
  readonly locale: string | undefined;
  /**
   * The English words of the copy of this package that the words come from. Those of another copy, which
   * may be older, lack what it does not know.
   */
  readonly english?: MessageTable;
}

/** The words of `table` (default: English) with the page's own over it. */
export function withMessages(
  overrides: Partial<AllMessages> | undefined,
  locale: string | undefined,
  table: MessageTable = ENGLISH_MESSAGES,
): LocaleText {
  const messages = forReaders({ ...ENGLISH_MESSAGES, ...table, ...overrides }, locale);
  return { messages, locale, english: ENGLISH_MESSAGES };
}

/**
 * The words as they are read: what names or counts something is given the locale as its last
 * argument, for numbers, and no name turns the direction of the words around it.
 */
export function forReaders<Table extends object>(table: Table, locale: string | undefined): Table {
  const isRightToLeft = locale !== undefined && directionOf(locale) === 'rtl';
  const entries = Object.entries(table).map(([key, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [key, value];
    const say = value as (...values: readonly unknown[]) => string;
    return [
      key,
      (...values: readonly unknown[]) =>
        say(...values.map((one) => (typeof one === 'string' ? isolated(one, isRightToLeft) : one)), locale),
    ];
  });
  return Object.fromEntries(entries) as Table;
}

export const DEFAULT_LOCALE_TEXT: LocaleText = withMessages(undefined, undefined);
