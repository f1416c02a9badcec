import { ContextConsumer } from '@lit/context';
import type { LitElement } from 'lit';
import { DEFAULT_LOCALE_TEXT, type LocaleText } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { localeTextContext } from './contexts.js';

/** Gives an element its words. It renders again when they change. */
export class LocaleTextController {
  readonly #consumer: ContextConsumer<typeof localeTextContext, LitElement>;

  constructor(host: LitElement) {
    this.#consumer = new ContextConsumer(host, { context: localeTextContext, subscribe: true });
  }

  get messages(): MessageTable {
    return this.#text.messages;
  }

  get locale(): string | undefined {
    return this.#text.locale;
  }

  get #text(): LocaleText {
    return this.#consumer.value ?? DEFAULT_LOCALE_TEXT;
  }
}
