import type { ChatClient } from '@agent-chat/client';
import type { ApprovalDecision, ApprovalEntry } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { toolSchemasContext } from '../context/contexts.js';
import { ChatController } from '../context/chat-controller.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { Ticker } from '../context/ticker.js';
import { ViewerController } from '../context/viewer-controller.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { foldStyles } from '../styles/fold.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { approvalMessages, type ApprovalMessages } from './approval-words.js';
import { settingWords } from './setting-value.js';
import { AgentChatResolveApprovalEvent } from './approval.events.js';
import { approvalStyles } from './approval.styles.js';
import { argumentsStyles } from './arguments.styles.js';
import { editorStyles } from './editor.styles.js';
import {
  type ApprovalSlice,
  type ApprovalStage,
  isSameApprovalSlice,
  isTooLate,
  selectApprovalSlice,
  stageOf,
} from './approval-view.js';
import { ApprovalEditor } from './approval-editor.js';
import { renderArguments } from './render-arguments.js';
import { renderFacts, renderFailure, renderOutcome, renderWaiting } from './render-approval.js';
import { timeLeftChangesIn } from './time-left.js';
import type { ToolSchema } from './tool-schema.js';

/**
 * A question to people: may this tool run with exactly these arguments? It shows them whole and as
 * text that nothing can act through, who asks and why, what happens next and until when it can be
 * answered; once it is answered, by whom.
 *
 * @element agent-approval
 *
 * @fires {AgentChatResolveApprovalEvent} agent-chat-resolve-approval - Before an answer is sent; cancelable
 *
 * @csspart card - The frame around everything
 * @csspart title - Who asks for what
 * @csspart reason - Why it is asked
 * @csspart facts - What is known of the tool
 * @csspart arguments - The list of arguments
 * @csspart argument-name - The name of an argument
 * @csspart argument-value - Its value
 * @csspart editor - A field in which an argument is changed, or all of them
 * @csspart review - The button that shows what will run after the change
 * @csspart next - What happens after the answer
 * @csspart expiry - How long it can be answered
 * @csspart failure - Why an answer was refused
 * @csspart approve - The button that approves
 * @csspart edit - The button that opens the editor
 * @csspart deny - The button that denies
 * @csspart outcome - The line that says how it was answered, and opens
 */
export class AgentApproval extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    foldStyles,
    motionStyles,
    approvalStyles,
    argumentsStyles,
    editorStyles,
  ];

  static override properties: PropertyDeclarations = {
    approval: { attribute: false },
    asker: {},
    stage: { reflect: true },
    open: { type: Boolean, reflect: true },
    mode: { state: true },
    schema: { attribute: false },
    isLate: { state: true },
  };

  /** What is asked for. */
  declare approval: ApprovalEntry | null;
  /** The name of the agent that asks. */
  declare asker: string;
  /** How it stands, for styling. */
  declare stage: ApprovalStage;
  /**
   * The JSON Schema of the tool's arguments, which decides in which fields they are edited. Default:
   * that of the `toolSchemas` of the chat or provider around it, else as the arguments are.
   */
  declare schema: ToolSchema | null;
  /** Whether the arguments are shown after it was answered. */
  declare open: boolean;

  declare private mode: 'show' | 'edit' | 'deny';
  /** Somebody else had answered when this viewer did. */
  declare private isLate: boolean;
  /** What was shown last, and to whom an answer would have gone. */
  #shown: { readonly approvalId: string | undefined; readonly client: ChatClient | null } | null = null;
  #isOther = false;
  #hadFocus = false;

  readonly #localeText = new LocaleTextController(this);
  readonly #viewer = new ViewerController(this);
  readonly #schemas = new ContextConsumer(this, { context: toolSchemasContext, subscribe: true });
  readonly #editor = new ApprovalEditor(this);
  readonly #chat = new ChatController<ApprovalSlice>(
    this,
    (state) => selectApprovalSlice(state, this.approval?.approvalId),
    isSameApprovalSlice,
  );

  constructor() {
    super();
    this.approval = null;
    this.asker = '';
    this.stage = 'watching';
    this.open = false;
    this.mode = 'show';
    this.schema = null;
    this.isLate = false;
    new Ticker(this, () => this.#changesIn());
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { approval } = this;
    this.#isOther = this.#forgetOther(changed);
    this.#hadFocus = this.#focused !== null;
    if (approval === null) return;
    const { answer } = this.#slice;
    this.stage = stageOf(approval, this.#slice, this.#viewer.viewer);
    if (this.stage !== 'open') this.mode = 'show';
    if (approval.status !== 'pending' && isTooLate(answer)) this.isLate = true;
  }

  /** What was begun about one approval says nothing about another. Whether it is another one. */
  #forgetOther(changed: PropertyValues): boolean {
    const before = this.#shown;
    const { client } = this.#chat;
    const approvalId = this.approval?.approvalId;
    this.#shown = { approvalId, client };
    const isSameClient = before?.client === client || before?.client === null;
    if (before === null || (before.approvalId === approvalId && isSameClient)) return false;
    this.mode = 'show';
    this.isLate = false;
    if (!changed.has('open')) this.open = false;
    return true;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // What had the focus is gone, or is about something now that nobody has read.
    const isLost = changed.has('stage') && this.#focused === null;
    if (this.#hadFocus && (isLost || this.#isOther)) this.#focusCard();
    const { answer } = this.#slice;
    if (this.approval?.status === 'pending' || answer?.status !== 'failed') return;
    // It was answered otherwise: there is nothing left to try again.
    this.#chat.client?.discard(answer.clientRequestId);
  }

  get #focused(): Element | null {
    return this.shadowRoot?.activeElement ?? null;
  }

  #focusCard(): void {
    this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  get #slice(): ApprovalSlice {
    return (
      this.#chat.latest ?? { open: null, answer: null, participants: [], isConnected: false, isOver: false }
    );
  }

  #changesIn(): number | null {
    const { expiresAt = null } = this.approval ?? {};
    const isCounting = expiresAt !== null && (this.stage === 'open' || this.stage === 'watching');
    const leftMs = isCounting ? Date.parse(expiresAt) - Date.now() : 0;
    return leftMs > 0 ? timeLeftChangesIn(leftMs) : null;
  }

  readonly #onApprove = (): void => this.#answer('approve', {});

  readonly #onApproveEdited = (editedArgs: unknown): void => {
    this.#answer('approve', editedArgs === undefined ? {} : { editedArgs });
  };

  readonly #onDeny = (event: Event): void => {
    event.preventDefault();
    const comment = this.#fieldText().trim();
    this.#answer('deny', comment === '' ? {} : { comment });
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isForInputMethod(event) || this.mode === 'show') return;
    event.stopPropagation();
    if (this.mode === 'deny' || !this.#editor.back()) this.#show();
  };

  readonly #onEdit = (): void => {
    const { approval } = this;
    if (approval === null) return;
    this.mode = 'edit';
    const { kind, name } = approval.subject;
    const known = kind === 'tool' ? (this.#schemas.value ?? {}) : {};
    const ofTool = Object.hasOwn(known, name) ? known[name] : undefined;
    const begun = this.#slice.answer?.params.editedArgs ?? approval.args;
    this.#editor.open(approval.args, begun, this.schema ?? ofTool ?? null);
  };

  readonly #onAskDeny = (): void => {
    this.mode = 'deny';
    const refused = this.#slice.answer?.params.comment ?? '';
    void this.updateComplete.then(() => {
      const field = this.renderRoot.querySelector('textarea');
      if (field === null) return;
      field.value = refused;
      field.focus();
    });
  };

  readonly #show = (): void => {
    const opener = this.mode === 'edit' ? '.edit' : '.deny';
    this.mode = 'show';
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(opener)?.focus());
  };

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  #fieldText(): string {
    return this.renderRoot.querySelector('textarea')?.value ?? '';
  }

  #answer(decision: ApprovalDecision, rest: { editedArgs?: unknown; comment?: string }): void {
    const { approval } = this;
    const { client } = this.#chat;
    if (approval === null || this.stage !== 'open') return;
    const answer = { approvalId: approval.approvalId, decision, argsHash: approval.argsHash, ...rest };
    if (!this.dispatchEvent(new AgentChatResolveApprovalEvent(answer))) return;
    const refused = this.#slice.answer;
    if (refused?.status === 'failed') client?.discard(refused.clientRequestId);
    this.mode = 'show';
    reportFailure(this, client?.send('resolveApproval', answer));
    // The buttons go away: the focus must not go with them.
    this.#focusCard();
    this.requestUpdate();
  }

  protected override render(): unknown {
    const { approval } = this;
    if (approval === null) return nothing;
    const { locale } = this.#localeText;
    const messages = approvalMessages(this.#localeText);
    const slice = this.#slice;
    const isOver = !['open', 'watching', 'sending'].includes(this.stage);
    const name = visibleControls(approval.subject.name);
    const asker = visibleControls(this.asker);
    const title =
      approval.subject.kind === 'tool'
        ? messages.approvalTool(asker, name)
        : messages.approvalSetting(asker, settingWords(name, approval, { messages, locale }));
    const context = { approval, slice, messages, locale };
    return html`<div
      class="card ${isOver ? 'over' : ''}"
      part="card"
      role="group"
      tabindex="-1"
      aria-label=${title}
      @keydown=${this.#onKeydown}
    >
      ${
        isOver
          ? renderOutcome(context, {
              stage: this.stage,
              title,
              isOpen: this.open,
              isLate: this.isLate,
              onToggle: this.#toggle,
            })
          : html`${renderFacts(context, title)}
            ${this.mode === 'edit' ? nothing : renderArguments(approval.args, messages.approvalArguments, messages)}
            ${renderFailure(slice.answer, messages)} ${renderWaiting(context, this.stage, asker)}
            ${this.#renderControls(messages)}`
      }
    </div>`;
  }

  #renderControls(messages: ApprovalMessages): unknown {
    if (this.mode === 'edit') {
      return this.#editor.render(messages, { onApprove: this.#onApproveEdited, onCancel: this.#show });
    }
    if (this.mode === 'deny') return this.#renderReason(messages);
    return this.stage === 'open' ? this.#renderButtons(messages) : nothing;
  }

  #renderButtons(messages: ApprovalMessages): TemplateResult {
    return html`<div class="actions">
      <button type="button" class="button deny" part="deny" @click=${this.#onAskDeny}>${messages.deny}</button>
      <button type="button" class="button edit" part="edit" @click=${this.#onEdit}>${messages.edit}</button>
      <button type="button" class="button primary approve" part="approve" @click=${this.#onApprove}>
        ${messages.approve}
      </button>
    </div>`;
  }

  #renderReason(messages: ApprovalMessages): TemplateResult {
    return html`<form @submit=${this.#onDeny}>
      <label class="label" for="field">${messages.approvalComment}</label>
      <textarea id="field" rows="2" dir="auto" maxlength="4096"></textarea>
      <div class="actions">
        <button type="button" class="button" @click=${this.#show}>${messages.cancel}</button>
        <button type="submit" class="button danger deny" part="deny">${messages.deny}</button>
      </div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-approval': AgentApproval;
  }
}
