import type { ChatState } from '@agent-chat/client';
import type { AutopilotLevel } from '@agent-chat/protocol';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { AgentChatChooseEvent } from '../choice/choice.events.js';
import type { Choice } from '../choice/choice.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { SettingCommand } from '../context/setting-command.js';
import { gaugeIcon } from '../icons/control-icons.js';
import { AUTOPILOT } from '../messages/en/autopilot.js';
import { baseStyles } from '../styles/base.styles.js';
import { controlStyles } from '../styles/control.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatSetAutopilotEvent } from './autopilot.events.js';
import { levelInForce } from './level-in-force.js';

const LEVELS: readonly AutopilotLevel[] = [0, 1, 2, 3, 4];
const NO_LEVEL = 'none';

/**
 * Shows how much agents may do by themselves, from L0, which asks for everything, to L4, which works
 * alone, and lets a person change it for the conversation and its current run. Each level is
 * explained in plain words.
 *
 * @element agent-autopilot
 *
 * @fires {AgentChatSetAutopilotEvent} agent-chat-set-autopilot - Before the level is set; cancelable
 *
 * @csspart choice - The whole control
 * @csspart button - The button that opens the list
 * @csspart panel - The list, over the page
 * @csspart option - One level
 */
export class AgentAutopilot extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, controlStyles];

  static override properties: PropertyDeclarations = {
    locked: { type: Boolean, reflect: true },
  };

  /** Whether the person may only see the level. */
  declare locked: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, selectLevel);
  readonly #command = new SettingCommand(this);

  constructor() {
    super();
    this.locked = false;
  }

  readonly #onChoose = ({ value }: AgentChatChooseEvent): void => {
    const level = LEVELS.find((one) => String(one) === value) ?? null;
    if (!this.dispatchEvent(new AgentChatSetAutopilotEvent(level))) return;
    this.#command.give(this.#chat.client, 'setAutopilot', { level });
  };

  protected override render(): TemplateResult {
    // English where the table, in another language or by the page, has none of them.
    const messages = { ...AUTOPILOT, ...this.#localeText.messages };
    const level = this.#chat.value ?? null;
    const error = this.#command.errorFor(this.#chat.client);
    return html`<agent-choice
        part="choice"
        exportparts="button, panel, option"
        .choices=${choicesOf(messages)}
        .value=${level === null ? NO_LEVEL : String(level)}
        .label=${messages.autopilot}
        .locked=${this.locked}
        .reason=${messages.autopilotLocked}
        @agent-chat-choose=${this.#onChoose}
        ><span class="control-icon" slot="icon">${gaugeIcon}</span></agent-choice
      >${error === null ? nothing : html`<p class="problem" role="alert"><bdi>${error.message}</bdi></p>`}`;
  }
}

function choicesOf(messages: typeof AUTOPILOT): readonly Choice[] {
  const levels = LEVELS.map((level) => ({
    value: String(level),
    label: `L${level} · ${messages.autopilotNames[level]}`,
    short: `L${level}`,
    description: messages.autopilotMeans[level],
  }));
  const none = {
    value: NO_LEVEL,
    label: messages.autopilotNone,
    // A name for what can be set: alone, its words do not say of what there is none.
    short: messages.autopilot,
    description: messages.autopilotNoneMeans,
  };
  return [...levels, none];
}

/** The level in force, or the one that was asked for just now. */
function selectLevel({ conversation, pending }: ChatState): AutopilotLevel | null {
  const asked = pending.findLast(({ method, status }) => method === 'setAutopilot' && status === 'sending');
  if (asked?.method === 'setAutopilot') return asked.params.level;
  return conversation === null ? null : levelInForce(conversation.control);
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-autopilot': AgentAutopilot;
  }
}
