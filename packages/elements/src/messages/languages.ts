import type { MessageTable } from './message-table.js';

/** The languages beside English, each in a chunk of its own that is loaded when a page wants it. */
const TABLES = {
  ar: async () => (await import('./ar/table.js')).ARABIC_MESSAGES,
  de: async () => (await import('./de/table.js')).GERMAN_MESSAGES,
  ja: async () => (await import('./ja/table.js')).JAPANESE_MESSAGES,
} satisfies Record<string, () => Promise<MessageTable>>;

/** A language whose words have to be fetched. */
export type LoadedLanguage = keyof typeof TABLES;

export const LOADED_LANGUAGES = Object.keys(TABLES) as readonly LoadedLanguage[];

/** The one of ours that `locale` (a BCP 47 tag) asks for; `null` for English, and for what we have not. */
export function loadedLanguage(locale: string | undefined): LoadedLanguage | null {
  const language = locale?.split('-')[0]?.toLowerCase();
  return LOADED_LANGUAGES.find((each) => each === language) ?? null;
}

export function loadMessages(language: LoadedLanguage): Promise<MessageTable> {
  return TABLES[language]();
}
