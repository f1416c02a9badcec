import { describe, expect, it } from 'vitest';
import { counted } from './counted.js';
import { ALL_ENGLISH_MESSAGES } from './english.js';
import { LOADED_LANGUAGES, type LoadedLanguage, loadedLanguage, loadMessages } from './languages.js';
import { forReaders, withMessages } from './locale-text.js';
import { shownFromLeft } from '../test-support/shown-from-left.js';
import { type AllMessages, ENGLISH_MESSAGES } from './message-table.js';

/** What is the same word in another language, or a name. */
const SAME_IN: Readonly<Record<string, readonly string[]>> = {
  de: ['title', 'autopilot', 'code', 'codeIn', 'says', 'versionOf'],
  ar: ['says', 'enterKey', 'versionOf'],
  ja: ['enterKey', 'modEnterKey', 'versionOf'],
};

/** For every argument: names, and the tags of languages, in which numbers may be written. */
const VALUES = ['aa', 'bb', 'cc', 'dd'];

/** Every key with what it says; what a table holds in a record has its path as its key. */
function wordsOf(table: object, path = ''): Map<string, string> {
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(table) as [string, unknown][]) {
    const key = path + name;
    if (typeof value === 'object' && value !== null) {
      for (const [inner, text] of wordsOf(value, `${key}.`)) words.set(inner, text);
    } else if (typeof value === 'function') {
      const say = value as (...values: readonly unknown[]) => string;
      words.set(key, say(...VALUES.slice(0, say.length)));
    } else {
      words.set(key, String(value));
    }
  }
  return words;
}

const english = wordsOf(ALL_ENGLISH_MESSAGES);

describe.each(LOADED_LANGUAGES)('the words in %s', (language) => {
  it('are all there', async () => {
    const words = wordsOf(await loadMessages(language));
    const missing = [...english.keys()].filter((key) => !words.has(key));
    const asked = missing.map((key) => `${key} (“${english.get(key) ?? ''}”)`);
    expect(asked, `Add to src/messages/${language}/<topic>.ts, as in src/messages/en:`).toEqual([]);
  });

  it('say something, and not in English', async () => {
    const words = wordsOf(await loadMessages(language));
    const left = [...words].filter(([key, text]) => {
      return text.trim() === '' || (text === english.get(key) && SAME_IN[language]?.includes(key) !== true);
    });
    expect(left, `Translate in src/messages/${language}, or name the key in SAME_IN of this test:`).toEqual(
      [],
    );
  });
});

describe.each(LOADED_LANGUAGES)('the autopilot in %s', (language) => {
  it('has one name, where its level is set and where that is told', async () => {
    const { autopilot, autopilotSet } = await loadMessages(language);
    expect(autopilotSet(2)).toContain(autopilot);
    expect(autopilotSet(null)).toContain(autopilot);
  });
});

describe('the words in ar', () => {
  it('name a shortcut in the order of its keys', async () => {
    const { modEnterKey } = forReaders(await loadMessages('ar'), 'ar');
    expect(shownFromLeft(modEnterKey('Ctrl'))).toMatch(/^Ctrl.*Enter$/);
  });
});

describe('the language of a locale', () => {
  it('is found by its first part, and is English where we have no other', async () => {
    expect(loadedLanguage('de-CH')).toBe('de');
    expect(loadedLanguage('AR')).toBe('ar');
    expect(loadedLanguage('den')).toBe(null);
    expect(loadedLanguage('en-GB')).toBe(null);
    expect(loadedLanguage(undefined)).toBe(null);
    const table: AllMessages = await loadMessages('ja');
    expect(table.send).toBe('送信');
  });
});

describe('words for a number', () => {
  it('follow the plural rules of their language', async () => {
    const forms = { one: 'صف واحد', two: 'صفين', few: '# صفوف', many: '# صفًا', other: '# صف' };
    const of = (count: number): string => counted('ar-u-nu-latn', count, forms);
    expect([1, 2, 3, 11, 100].map(of)).toEqual(['صف واحد', 'صفين', '3 صفوف', '11 صفًا', '100 صف']);
    const german = await loadMessages('de');
    expect(german.showMoreRows(1, 2_000)).toBe('1 weitere Zeile von 2.000 anzeigen');
    expect(ENGLISH_MESSAGES.showMoreRows(50, 1_200)).toBe('Show 50 more of 1,200 rows');
  });

  it('are written as in the locale, whatever its language has otherwise', async () => {
    const swiss = withMessages(undefined, 'de-CH', await loadMessages('de')).messages;
    expect(swiss.newMessages(1_200)).toMatch(/^1['’]200 neue Nachrichten$/);
    expect(swiss.queuedAt(1_200)).toMatch(/^An 1['’]200\. Stelle$/);
    const arabic = await loadMessages('ar');
    const latin = withMessages(undefined, 'ar-u-nu-latn', arabic).messages;
    expect(latin.newMessages(11)).toBe('11 رسالة جديدة');
    expect(latin.versionOf(2, 3)).toBe('2 / 3');
    expect(withMessages(undefined, 'ar-EG', arabic).messages.versionOf(2, 3)).toBe('٢ / ٣');
    const { approvalAtLeast } = forReaders(ALL_ENGLISH_MESSAGES, 'de');
    expect(approvalAtLeast(0.000_12)).toBe('At least 0,00012');
  });
});

describe('names in the words', () => {
  it.each(['en', ...LOADED_LANGUAGES])('turn nothing around them in %s', async (language) => {
    const table = language === 'en' ? ALL_ENGLISH_MESSAGES : await loadMessages(language as LoadedLanguage);
    const read = forReaders(table, language) as unknown as Readonly<Record<string, unknown>>;
    for (const [key, raw] of Object.entries(table) as [string, unknown][]) {
      if (typeof raw !== 'function') continue;
      const say = read[key] as (...values: readonly string[]) => string;
      // The last of those that count is the locale, which no caller gives.
      const names = raw.length - (/\blocale\b/.test(String(raw)) ? 1 : 0);
      const words = say(...Array.from({ length: names }, () => '\u202ex'));
      expect(words, key).not.toContain('\u202e');
      expect(words, key).toMatch(/\\u202ex|NaN|ليس/);
    }
  });

  it('stand alone where they may be of the other direction', async () => {
    const { messages } = withMessages(undefined, 'en');
    expect(messages.isThinking('Ada')).toBe('Ada is thinking');
    expect(messages.isThinking('עדה')).toBe('\u2068עדה\u2069 is thinking');
    expect(messages.handedOver('\u2069עדה\u2068')).toBe('Handed over to \u2068עדה\u2068\u2069\u2069');
    expect(messages.asks('\u202eAda', '')).toBe('\\u202eAda asks');
    const arabic = withMessages(undefined, 'ar', await loadMessages('ar')).messages;
    expect(arabic.isThinking('Ada')).toContain('\u2068Ada\u2069 ');
  });
});
