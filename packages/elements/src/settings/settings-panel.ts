import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { closeIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import {
  type ChatSettings,
  DEFAULT_SETTINGS,
  SCHEMES,
  SEND_KEYS,
  type SendKey,
  TEXT_SCALES,
} from './settings.js';
import { AgentChatSettingsEvent } from './settings.events.js';
import { settingsPanelStyles } from './settings-panel.styles.js';

/** Each in its own words: a person has to find theirs whatever is spoken at the moment. */
const LANGUAGES = [
  ['en', 'English'],
  ['de', 'Deutsch'],
  ['ar', 'العربية'],
  ['ja', '日本語'],
] as const;

const SIZE_NAMES = ['small', 'normal', 'large', 'largest'] as const;

/**
 * What a person may set for themselves: colours, size of text, language, the key that sends, and
 * what happens when an answer is ready. It says what was chosen; `agent-chat` keeps it.
 *
 * @element agent-chat-settings
 *
 * @slot - More settings of the page's own, below
 *
 * @fires {AgentChatSettingsEvent} agent-chat-settings - Something was chosen
 * @fires {Event} agent-chat-close - The person is done
 *
 * @csspart settings-head - The line with the title
 * @csspart setting - One setting
 * @csspart choice - One of its choices
 */
export class AgentChatSettings extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, settingsPanelStyles];

  static override properties: PropertyDeclarations = {
    settings: { attribute: false },
    isDenied: { state: true },
  };

  /** What is chosen. */
  declare settings: ChatSettings;

  declare private isDenied: boolean;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.settings = DEFAULT_SETTINGS;
    this.isDenied = false;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.icon-button')?.focus(options);
  }

  #set(change: Partial<ChatSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.dispatchEvent(new AgentChatSettingsEvent(this.settings));
  }

  /** A browser asks a person once, and only after a click. */
  async #setNotify(wanted: boolean): Promise<void> {
    const isGranted = !wanted || (await askForNotifications());
    this.isDenied = !isGranted;
    this.#set({ notify: wanted && isGranted });
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const { scheme, textScale, sendKey, locale, sound, notify } = this.settings;
    return html`<div class="head" part="settings-head">
        <h2 id="title">${messages.settings}</h2>
        <button
          type="button"
          class="icon-button close"
          aria-label=${messages.close}
          title=${messages.close}
          @click=${() => this.dispatchEvent(new Event('agent-chat-close', { bubbles: true, composed: true }))}
        >
          ${closeIcon}
        </button>
      </div>
      <div class="body">
        ${renderChoices(messages.colors, 'scheme', [
          ...[null, ...SCHEMES].map((value) => ({
            label: schemeName(value, messages),
            isChosen: scheme === value,
            choose: () => this.#set({ scheme: value }),
          })),
        ])}
        ${renderChoices(
          messages.textSize,
          'size',
          TEXT_SCALES.map((value, index) => ({
            label: messages.textSizes[SIZE_NAMES[index] ?? 'normal'],
            isChosen: textScale === value,
            choose: () => this.#set({ textScale: value }),
          })),
        )}
        ${renderChoices(
          messages.sendWith,
          'send',
          SEND_KEYS.map((value) => ({
            label: keyName(value, messages),
            isChosen: sendKey === value,
            choose: () => this.#set({ sendKey: value }),
          })),
        )}
        <label part="setting"
          ><span class="label">${messages.language}</span>
          <select
            @change=${(event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              this.#set({ locale: value === '' ? null : value });
            }}
          >
            <option value="" .selected=${locale === null}>${messages.asThePage}</option>
            ${LANGUAGES.map(
              ([tag, name]) =>
                html`<option value=${tag} lang=${tag} .selected=${locale === tag}>${name}</option>`,
            )}
          </select></label
        >
        <fieldset part="setting">
          <legend>${messages.whenAnswered}</legend>
          ${renderSwitch(messages.playSound, sound, (value) => this.#set({ sound: value }))}
          ${renderSwitch(messages.showNotification, notify, (value) => void this.#setNotify(value))}
          ${
            this.isDenied
              ? html`<p class="complaint" role="alert">${messages.notificationsDenied}</p>`
              : nothing
          }
        </fieldset>
        <slot></slot>
      </div>`;
  }
}

interface Choice {
  readonly label: string;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function renderChoices(legend: string, name: string, choices: readonly Choice[]): TemplateResult {
  return html`<fieldset class=${name} part="setting">
    <legend>${legend}</legend>
    <div class="choices">
      ${choices.map(
        ({ label, isChosen, choose }) =>
          html`<label class="choice" part="choice"
            ><input type="radio" name=${name} .checked=${isChosen} @change=${choose} />${label}</label
          >`,
      )}
    </div>
  </fieldset>`;
}

function renderSwitch(label: string, isOn: boolean, turn: (value: boolean) => void): TemplateResult {
  return html`<label class="switch"
    ><input
      type="checkbox"
      .checked=${live(isOn)}
      @change=${(event: Event) => turn((event.target as HTMLInputElement).checked)}
    />${label}</label
  >`;
}

function schemeName(scheme: ChatSettings['scheme'], messages: MessageTable): string {
  if (scheme === null) return messages.asThePage;
  return { auto: messages.colorsAuto, light: messages.colorsLight, dark: messages.colorsDark }[scheme];
}

function keyName(key: SendKey, messages: MessageTable): string {
  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
  return key === 'enter' ? messages.enterKey : messages.modEnterKey(isApple ? '⌘' : 'Ctrl');
}

async function askForNotifications(): Promise<boolean> {
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-chat-settings': AgentChatSettings;
  }
}
