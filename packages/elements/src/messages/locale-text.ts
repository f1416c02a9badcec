import { type AllMessages, ENGLISH_MESSAGES, type MessageTable } from './message-table.js';

/** The words and the locale in which dates, times and numbers are written. */
export interface LocaleText {
  readonly messages: MessageTable;
  /** A BCP 47 tag; `undefined` lets the browser choose. */
  readonly locale: string | undefined;
}

export const DEFAULT_LOCALE_TEXT: LocaleText = { messages: ENGLISH_MESSAGES, locale: undefined };

/** The words of `table` (default: English) with the page's own over it. */
export function withMessages(
  overrides: Partial<AllMessages> | undefined,
  locale: string | undefined,
  table: MessageTable = ENGLISH_MESSAGES,
): LocaleText {
  return { messages: { ...ENGLISH_MESSAGES, ...table, ...overrides }, locale };
}
