import type { LitElement, ReactiveController } from 'lit';
import type { Branding } from '../branding/brand.js';
import { LocaleTextProvider } from '../context/locale-text-provider.js';
import { directionOf, validLocale } from '../messages/locale.js';
import type { LocaleText } from '../messages/locale-text.js';
import type { AllMessages } from '../messages/message-table.js';
import {
  type ChatSettings,
  DEFAULT_SETTINGS,
  loadSettings,
  SCHEMES,
  SETTINGS_KEY,
  saveSettings,
} from '../settings/settings.js';
import { ThemeController } from '../themes/theme-controller.js';
import { BrandingController } from './branding-controller.js';
import { pageStorage } from './page-storage.js';

/** What the page says of the looks and the words of a chat. */
export interface PageWishes {
  readonly locale: string | undefined;
  readonly messages: Partial<AllMessages> | undefined;
  readonly theme: string | undefined;
}

/** A chat in English, in the built-in theme, is better than none for so long. */
const MAX_WAIT_MS = 1_500;

/** In another tab, and in another chat of this page. */
const STORED_ELSEWHERE = ['storage', 'agent-chat-settings'];

/** Words, theme, branding and a person's own settings: who of them has the last word, and since when. */
export class AppearanceController implements ReactiveController, EventListenerObject {
  readonly #host: LitElement;
  readonly #words: LocaleTextProvider;
  readonly #theme: ThemeController;
  readonly #branding: BrandingController;
  #settings = DEFAULT_SETTINGS;
  #wishes: PageWishes = { locale: undefined, messages: undefined, theme: undefined };

  constructor(host: LitElement) {
    this.#host = host;
    this.#words = new LocaleTextProvider(host);
    this.#theme = new ThemeController(host);
    this.#branding = new BrandingController(host);
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of STORED_ELSEWHERE) addEventListener(type, this);
    this.#load();
  }

  hostDisconnected(): void {
    for (const type of STORED_ELSEWHERE) removeEventListener(type, this);
  }

  handleEvent(event: Event): void {
    // `null`: everything that was stored is gone.
    const { key } = event as Partial<StorageEvent>;
    if ((key ?? SETTINGS_KEY) === SETTINGS_KEY && !event.composedPath().includes(this.#host)) this.#load();
  }

  #load(): void {
    const storage = pageStorage('local_storage');
    // Where nothing can be kept each chat goes by what was chosen in it.
    if (storage === null) return;
    this.#settings = loadSettings(storage);
    this.#host.requestUpdate();
  }

  get text(): LocaleText {
    return this.#words.text;
  }

  /** The language of the words, for the `lang` of what has them. */
  get language(): string {
    return this.#words.language;
  }

  /** Of the language that was asked for; `null`: as the page, or the host's own `dir`. */
  get direction(): 'ltr' | 'rtl' | null {
    const asked = validLocale(this.#settings.locale ?? this.#wishes.locale);
    return asked === undefined || this.#host.hasAttribute('dir') ? null : directionOf(asked);
  }

  /** `light`, `dark` or `auto`: what the person wants, else what the page says; empty: as around it. */
  get scheme(): string {
    const words = this.#wishes.theme?.split(/\s+/) ?? [];
    return this.#settings.scheme ?? SCHEMES.find((scheme) => words.includes(scheme)) ?? '';
  }

  get settings(): ChatSettings {
    return this.#settings;
  }

  set settings(settings: ChatSettings) {
    this.#settings = saveSettings(pageStorage('local_storage'), this.#settings, settings);
    this.#host.requestUpdate();
  }

  /** Takes up what the page says. The promise is there while words or a theme have to be fetched. */
  update(wishes: PageWishes): Promise<unknown> | null {
    this.#wishes = wishes;
    const words = this.#words.update(this.#settings.locale ?? wishes.locale, wishes.messages);
    const theme = this.#theme.update(wishes.theme);
    const waiting = [words, theme].filter((each) => each !== null);
    return waiting.length === 0 ? null : Promise.race([Promise.all(waiting), pause(MAX_WAIT_MS)]);
  }

  /** Dresses the host in the branding of an interface, and in the size that the person wants. */
  dress(branding: Branding | null): void {
    this.#branding.update(branding);
    this.#branding.setTextScale(this.#settings.textScale);
  }

  /** Once there is a shadow root. */
  adopt(root: ShadowRoot): void {
    this.#theme.adopt(root);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
