import type { ChatState } from '@agent-chat/client';
import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { AgentChatChooseEvent } from '../choice/choice.events.js';
import type { Choice } from '../choice/choice.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { SettingCommand } from '../context/setting-command.js';
import { sparkIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { controlStyles } from '../styles/control.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatSetModelEvent } from './model-select.events.js';

/** A model that can be chosen. */
export interface ModelChoice {
  /** The name that the server knows it by. */
  readonly model: string;
  /** What people call it. Default: `model`. */
  readonly label?: string | undefined;
  /** What it is good for, in a sentence. */
  readonly description?: string | undefined;
}

/**
 * Shows which model answers, and lets a person choose another for the conversation. What is chosen
 * shows at once and holds for the messages after it.
 *
 * The page names the models, or the interface does. Without any, nothing is shown.
 *
 * @element agent-model-select
 *
 * @fires {AgentChatSetModelEvent} agent-chat-set-model - Before another model is set; cancelable
 *
 * @csspart choice - The whole control
 * @csspart button - The button that opens the list
 * @csspart panel - The list, over the page
 * @csspart option - One model
 */
export class AgentModelSelect extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, controlStyles];

  static override properties: PropertyDeclarations = {
    models: { attribute: false },
    locked: { type: Boolean, reflect: true },
  };

  /** The models, in their order. */
  declare models: readonly ModelChoice[];
  /** Whether the caller is held to the default, as anonymous visitors are. */
  declare locked: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, selectModel);
  readonly #command = new SettingCommand(this);

  constructor() {
    super();
    this.models = [];
    this.locked = false;
  }

  readonly #onChoose = ({ value }: AgentChatChooseEvent): void => {
    const model = value === '' ? null : value;
    if (!this.dispatchEvent(new AgentChatSetModelEvent(model))) return;
    this.#command.give(this.#chat.client, 'setModel', { model });
  };

  protected override render(): unknown {
    if (this.models.length === 0) return nothing;
    const { messages } = this.#localeText;
    const model = this.#chat.value ?? null;
    const error = this.#command.errorFor(this.#chat.client);
    return html`<agent-choice
        part="choice"
        exportparts="button, panel, option"
        .choices=${choicesOf(this.models, model, messages)}
        .value=${model ?? ''}
        .label=${messages.model}
        .locked=${this.locked}
        .reason=${messages.modelLocked}
        @agent-chat-choose=${this.#onChoose}
        ><span class="control-icon" slot="icon">${sparkIcon}</span></agent-choice
      >${error === null ? nothing : html`<p class="problem" role="alert"><bdi>${error.message}</bdi></p>`}`;
  }
}

/** The default first; last one in force that the page does not name. */
function choicesOf(
  models: readonly ModelChoice[],
  current: string | null,
  messages: MessageTable,
): readonly Choice[] {
  const choices = models.map(({ model, label, description }) => ({
    value: model,
    label: label ?? model,
    ...(description === undefined ? {} : { description }),
  }));
  const isKnown = current === null || models.some(({ model }) => model === current);
  return [
    { value: '', label: messages.modelDefault },
    ...choices,
    ...(isKnown ? [] : [{ value: current, label: current }]),
  ];
}

/** The model in force, or the one that was asked for just now; `null`: the default. */
function selectModel({ conversation, pending }: ChatState): string | null {
  const asked = pending.findLast(({ method, status }) => method === 'setModel' && status === 'sending');
  return asked?.method === 'setModel' ? asked.params.model : (conversation?.control.model ?? null);
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-model-select': AgentModelSelect;
  }
}
