import { ContextProvider } from '@lit/context';
import type { LitElement } from 'lit';
import { type LoadedLanguage, loadedLanguage, loadMessages } from '../messages/languages.js';
import { surroundingLocale, validLocale } from '../messages/locale.js';
import { type LocaleText, withMessages } from '../messages/locale-text.js';
import { type AllMessages, ENGLISH_MESSAGES, type MessageTable } from '../messages/message-table.js';
import { localeTextContext } from './contexts.js';
import { reportFailure } from './report-failure.js';

/** Gives the elements inside its host their words, in the language of the host's `locale`. */
export class LocaleTextProvider {
  readonly #host: LitElement;
  readonly #provider: ContextProvider<typeof localeTextContext, LitElement>;
  #overrides: Partial<AllMessages> | undefined;
  #table: MessageTable = ENGLISH_MESSAGES;
  /** What is given, as it was put together. */
  #words = ENGLISH_MESSAGES;
  #language: LoadedLanguage | null = null;
  #locale: string | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    this.#provider = new ContextProvider(host, {
      context: localeTextContext,
      initialValue: withMessages(undefined, undefined),
    });
  }

  get text(): LocaleText {
    return this.#provider.value;
  }

  /** The language of the words: `en` where there are none in that of the locale. */
  get language(): string {
    return this.#overrides === undefined ? (this.#language ?? 'en') : (this.#locale ?? 'en');
  }

  /**
   * Takes up what the host says. `asked` is a BCP 47 tag; without a valid one it is the language of
   * the page. The promise is there while words have to be fetched, and never rejects: without them
   * the chat goes on with those that it has.
   */
  update(asked: string | undefined, overrides: Partial<AllMessages> | undefined): Promise<void> | null {
    this.#locale = validLocale(asked) ?? surroundingLocale(this.#host);
    this.#overrides = overrides;
    const wanted = loadedLanguage(this.#locale);
    if (wanted === this.#language) {
      this.#publish();
      return null;
    }
    if (wanted === null) {
      this.#take(null, ENGLISH_MESSAGES);
      return null;
    }
    const loading = loadMessages(wanted).then((table) => {
      // The person may have chosen another one in the meantime.
      if (loadedLanguage(this.#locale) === wanted) this.#take(wanted, table);
    });
    reportFailure(this.#host, loading);
    return loading.catch(() => this.#publish());
  }

  #take(language: LoadedLanguage | null, table: MessageTable): void {
    this.#language = language;
    this.#table = table;
    this.#publish();
    this.#host.requestUpdate();
  }

  #publish(): void {
    const words: MessageTable = { ...this.#table, ...this.#overrides };
    const before = this.#words;
    const isSame =
      this.text.locale === this.#locale &&
      (Object.keys(words) as (keyof MessageTable)[]).every((key) => before[key] === words[key]);
    if (isSame) return;
    this.#words = words;
    this.#provider.setValue(withMessages(this.#overrides, this.#locale, this.#table));
  }
}
