import { ContextConsumer } from '@lit/context';
import type { LitElement } from 'lit';
import { DEFAULT_LOCALE_TEXT, type LocaleText } from '../messages/locale-text.js';
import { ENGLISH_MESSAGES, type MessageTable } from '../messages/message-table.js';
import { localeTextContext } from './contexts.js';

/** Gives an element its words. It renders again when they change. */
export class LocaleTextController {
  #text = DEFAULT_LOCALE_TEXT;

  constructor(host: LitElement) {
    new ContextConsumer(host, {
      context: localeTextContext,
      subscribe: true,
      callback: (given) => {
        this.#text = given.english === ENGLISH_MESSAGES ? given : completed(given);
      },
    });
  }

  get messages(): MessageTable {
    return this.#text.messages;
  }

  get locale(): string | undefined {
    return this.#text.locale;
  }
}

/** What a provider of another copy of this package has no words for is said in English. */
function completed(given: LocaleText): LocaleText {
  return { ...given, messages: { ...DEFAULT_LOCALE_TEXT.messages, ...given.messages } };
}
