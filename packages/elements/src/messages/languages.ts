import { type AllMessages, messageTable, type MessageTopics } from './message-table.js';

/** The languages beside English, each in a chunk of its own that is loaded when a page wants it. */
const TOPICS = {
  ar: () => import('./ar/topics.js'),
  de: () => import('./de/topics.js'),
  ja: () => import('./ja/topics.js'),
} satisfies Record<string, () => Promise<MessageTopics>>;

/** A language whose words have to be fetched. */
export type LoadedLanguage = keyof typeof TOPICS;

export const LOADED_LANGUAGES = Object.keys(TOPICS) as readonly LoadedLanguage[];

/** The one of ours that `locale` (a BCP 47 tag) asks for; `null` for English, and for what we have not. */
export function loadedLanguage(locale: string | undefined): LoadedLanguage | null {
  const language = locale?.split('-')[0]?.toLowerCase();
  return LOADED_LANGUAGES.find((each) => each === language) ?? null;
}

export async function loadMessages(language: LoadedLanguage): Promise<AllMessages> {
  const topics: MessageTopics = await TOPICS[language]();
  return messageTable(topics);
}
