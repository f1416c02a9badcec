import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { microphoneIcon } from '../../icons/control-icons.js';
import { addStyles } from '../../popup/adopt-styles.js';
import type { ComposerHost } from '../composer-host.js';
import { dictationStyles } from './dictation.styles.js';
import {
  type SpeechFailureEvent,
  type SpeechRecogniser,
  type SpeechResultEvent,
  speechRecogniser,
} from './speech-recognition.js';

type Failure = 'notAllowed' | 'noMicrophone' | 'noSpeech' | 'network' | 'language' | 'other';

const FAILURES: Readonly<Record<string, Failure>> = {
  'not-allowed': 'notAllowed',
  'service-not-allowed': 'notAllowed',
  'audio-capture': 'noMicrophone',
  'no-speech': 'noSpeech',
  network: 'network',
  'language-not-supported': 'language',
};

/**
 * Writes what a person says. What is heard for sure is put behind the text in the field; what is
 * still being heard is shown behind that, and not part of it yet. Nobody is listened to who cannot
 * see that.
 */
export class Dictation implements ReactiveController {
  readonly #host: ComposerHost;
  #recogniser: SpeechRecogniser | null = null;
  /** The microphone is off, and the last words are on their way. */
  #isEnding = false;
  /** How many results of this recogniser are in the field: some browsers deliver them again. */
  #written = 0;
  #interim = '';
  readonly #size = new ResizeObserver(([entry]) => {
    const { inlineSize, blockSize } = entry?.borderBoxSize[0] ?? { inlineSize: 0, blockSize: 0 };
    if (inlineSize === 0 && blockSize === 0) this.stop();
  });
  #failure: Failure | null = null;

  constructor(host: ComposerHost) {
    this.#host = host;
    addStyles(host.element.renderRoot, dictationStyles);
    host.element.addController(this);
  }

  /** What is still being heard. */
  get interim(): string {
    return this.#interim;
  }

  get isListening(): boolean {
    return this.#recogniser !== null && !this.#isEnding;
  }

  hostUpdate(): void {
    if (this.#host.isDisabled || this.#host.state?.ended === true) this.stop();
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Whether the key was meant for it: Escape ends it, and nothing in which the composer stands. */
  take(event: KeyboardEvent): boolean {
    if (event.key !== 'Escape' || this.#recogniser === null) return false;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    return true;
  }

  /** Without what is still being heard: who sends has seen what is in the field. */
  stop(): void {
    const recogniser = this.#recogniser;
    if (recogniser === null) return;
    this.#recogniser = null;
    this.#isEnding = false;
    this.#interim = '';
    this.#size.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    recogniser.abort();
    this.#host.element.requestUpdate();
  }

  /** The person has said everything: the last words are still written. */
  #finish(): void {
    this.#isEnding = true;
    this.#recogniser?.stop();
    this.#host.element.requestUpdate();
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'hidden') this.stop();
  };

  #start(): void {
    const Recogniser = speechRecogniser();
    if (Recogniser === null) return;
    this.stop();
    const recogniser = new Recogniser();
    recogniser.lang = this.#host.text.locale ?? document.documentElement.lang;
    recogniser.continuous = true;
    recogniser.interimResults = true;
    recogniser.addEventListener('result', (event) => this.#hear(recogniser, event as SpeechResultEvent));
    recogniser.addEventListener('error', (event) => this.#fail(recogniser, event as SpeechFailureEvent));
    recogniser.addEventListener('end', () => {
      if (this.#recogniser === recogniser) this.stop();
    });
    this.#failure = null;
    this.#recogniser = recogniser;
    this.#written = 0;
    this.#size.observe(this.#host.element);
    document.addEventListener('visibilitychange', this.#onVisibility);
    try {
      recogniser.start();
    } catch {
      // Another one listens in this page.
      this.stop();
      this.#failure = 'other';
    }
    this.#host.element.requestUpdate();
  }

  #hear(recogniser: SpeechRecogniser, { results }: SpeechResultEvent): void {
    if (this.#recogniser !== recogniser) return;
    const heard = Array.from(results).slice(this.#written);
    const wordsOf = (isFinal: boolean): string =>
      heard
        .filter((result) => result.isFinal === isFinal)
        .map((result) => result[0]?.transcript ?? '')
        .join('');
    const sure = wordsOf(true).trim();
    this.#interim = wordsOf(false).trim();
    this.#written += heard.filter(({ isFinal }) => isFinal).length;
    if (sure !== '') this.#append(sure);
    this.#host.element.requestUpdate();
  }

  #append(words: string): void {
    const { value } = this.#host;
    const space = value === '' || /\s$/.test(value) ? '' : ' ';
    this.#host.write(space + words, { start: value.length, end: value.length }, 'kept');
  }

  #fail(recogniser: SpeechRecogniser, { error }: SpeechFailureEvent): void {
    if (this.#recogniser !== recogniser || error === 'aborted') return;
    this.#failure = FAILURES[error] ?? 'other';
    this.stop();
  }

  readonly #onButton = (): void => {
    if (this.isListening) this.#finish();
    else this.#start();
    this.#host.field?.focus();
  };

  renderButton(): TemplateResult {
    const { messages } = this.#host.text;
    const label = this.isListening ? messages.dictateStop : messages.dictate;
    return html`<button
      type="button"
      class="round quiet dictate ${this.isListening ? 'listening' : ''}"
      part="dictate"
      aria-pressed=${this.isListening ? 'true' : 'false'}
      aria-label=${messages.dictate}
      title=${label}
      ?disabled=${this.#host.isDisabled}
      @click=${this.#onButton}
    >
      ${microphoneIcon}
    </button>`;
  }

  /** Below the field: that somebody listens, or why nobody does. */
  renderState(): TemplateResult {
    const { messages } = this.#host.text;
    const failure = this.#failure === null ? '' : messages.dictationFailures[this.#failure];
    return html`<div class="contents" role="status">
        ${this.isListening ? html`<p class="listening-words"><span class="pulse"></span>${messages.listening}</p>` : nothing}
      </div>
      <div class="contents" role="alert">
        ${failure === '' ? nothing : html`<p class="dictation-failure">${failure}</p>`}
      </div>`;
  }
}
