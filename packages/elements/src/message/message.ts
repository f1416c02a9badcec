import { type Rating, textOf } from '@agent-chat/protocol';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ChatController } from '../context/chat-controller.js';
import { type Reach, reachOf } from '../connection-status/reach.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { isSendKey } from '../context/send-key.js';
import { ViewerController } from '../context/viewer-controller.js';
import type { MessageTable } from '../messages/message-table.js';
import type { SendKey } from '../settings/settings.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { messageStyles } from './message.styles.js';
import { LAZY_PARTS, type LazyMessagePart } from './lazy-message-parts.js';
import { MessageCommands } from './message-commands.js';
import { isSameMessageSlice, type MessageSlice, selectMessageSlice } from './message-slice.js';
import type { MessageView } from './message-view.js';
import { renderPart } from './render-part.js';
import { renderMark, renderOwnStatus } from './render-status.js';
import { renderRefusal, renderToolbar, type ToolbarActions } from './render-toolbar.js';
import { toolbarStyles } from './toolbar.styles.js';

/**
 * One message: a person's, an agent's, or one that is on its way or being written. It keeps its DOM
 * through all of that.
 *
 * @element agent-message
 *
 * @fires {AgentChatRetryEvent} agent-chat-retry - Before a failed message is sent again; cancelable
 * @fires {AgentChatDiscardEvent} agent-chat-discard - Before a failed message is given up; cancelable
 * @fires {AgentChatEditQueuedEvent} agent-chat-edit-queued - Before a waiting message is changed; cancelable
 * @fires {AgentChatCancelQueuedEvent} agent-chat-cancel-queued - Before a waiting message is taken back; cancelable
 * @fires {AgentChatSendNowEvent} agent-chat-send-now - Before a waiting message is taken up at the next step; cancelable
 * @fires {AgentChatEditMessageEvent} agent-chat-edit-message - Before a person says something else in its place; cancelable
 * @fires {AgentChatRegenerateEvent} agent-chat-regenerate - Before another answer is asked for; cancelable
 * @fires {AgentChatSelectBranchEvent} agent-chat-select-branch - Before another branch is chosen, for everyone; cancelable
 * @fires {AgentChatFeedbackEvent} agent-chat-feedback - Before a rating or a comment is sent; cancelable
 * @fires {AgentChatExplainEvent} agent-chat-explain - Before "Why?" is asked; cancelable
 *
 * @csspart bubble - The frame around the content
 * @csspart own-text - What a person has written
 * @csspart other - What is no text, file, card or reasoning
 * @csspart mark - How an answer ended, when it is not whole
 * @csspart status - What becomes of a person's message
 * @csspart retry - The button that tries once more what has failed
 * @csspart discard - The button that gives a failed message up
 * @csspart send-now - The button that has a waiting message taken up at the next step
 * @csspart edit - The button that changes a person's message
 * @csspart cancel - The button that takes a waiting message back, or leaves the editor
 * @csspart toolbar - What can be done with it, and its time
 * @csspart toolbar-button - Each button in it but the copy button
 * @csspart time - When it was written
 * @csspart copy - The button that copies it
 * @csspart rate-up - The button that says that an answer is good
 * @csspart rate-down - The button that says that it is not
 * @csspart regenerate - The button that asks for another answer
 * @csspart explain - "Why?"
 * @csspart branches - The buttons that lead to its other versions
 * @csspart previous - The button that leads to the version before
 * @csspart next - The button that leads to the version behind
 * @csspart editor - Where the message is changed
 * @csspart editor-field - The field in it
 * @csspart save - The button that takes the change
 * @csspart refusal - Why something could not be done
 * @csspart dismiss - The button that takes that away
 *
 * @cssproperty [--agent-chat-user-surface] - Background of a person's message
 * @cssproperty [--agent-chat-user-text] - Colour of a person's message
 */
export class AgentMessage extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    motionStyles,
    messageStyles,
    toolbarStyles,
  ];

  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    baseUrl: { attribute: 'base-url' },
    side: { reflect: true },
    status: { reflect: true },
    queuePosition: { attribute: false },
    sendKey: { attribute: 'send-key' },
    editing: { state: true },
    isCommenting: { state: true },
  };

  /** What is shown. */
  declare message: MessageView | null;
  /** What relative links stand on. They are refused without it. */
  declare baseUrl: string | undefined;
  /** `user` or `agent`, for styling. */
  declare side: string;
  /** The stage of its life, for styling. */
  declare status: string;

  /** Which of the waiting messages it is, from 1; 0 when it does not wait. */
  declare queuePosition: number;
  /** The key by which a change is sent, as of the composer: `enter` (default), or `mod-enter`. */
  declare sendKey: SendKey;

  declare private editing: boolean;
  /** Whether the field for a comment is open. */
  declare private isCommenting: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #viewer = new ViewerController(this);
  readonly #chat = new ChatController<MessageSlice | null>(
    this,
    (state) => selectMessageSlice(state, this.#knownId, this.#viewer.viewer),
    isSameMessageSlice,
  );
  readonly #connection = new ChatController(this, ({ connection }) => reachOf(connection));
  readonly #commands = new MessageCommands(
    this,
    () => this.#chat.client,
    () => this.message,
  );

  #hadFocus = false;

  constructor() {
    super();
    this.message = null;
    this.baseUrl = undefined;
    this.side = '';
    this.status = '';
    this.queuePosition = 0;
    this.sendKey = 'enter';
    this.editing = false;
    this.isCommenting = false;
  }

  protected override willUpdate(): void {
    this.side = this.message?.side ?? '';
    const { status = '' } = this.message ?? {};
    this.status = status === 'sending' && this.#reach === 'never' ? 'failed' : status;
    if (!['queued', 'logged', 'failed'].includes(status)) this.editing = false;
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(): void {
    // The button that was pressed is gone, or there is nothing for it to do.
    const isLost = this.shadowRoot?.activeElement?.matches(':disabled') ?? true;
    if (!this.#hadFocus || !isLost) return;
    this.closest<HTMLElement>('[role=article]')?.focus({ preventScroll: true });
  }

  /** Of a message that the server knows. */
  get #knownId(): string | null {
    const { status = null, messageId = null } = this.message ?? {};
    return status === 'logged' || status === 'queued' ? messageId : null;
  }

  get #slice(): MessageSlice | null {
    return this.#chat.latest ?? null;
  }

  get #reach(): Reach {
    return this.#connection.value ?? 'now';
  }

  /** Where nobody has said who looks on, everything is offered, and the server decides. */
  get #mayChangeQueued(): boolean {
    const { viewer } = this.#viewer;
    return viewer === null || viewer.operator || viewer.participantId === this.message?.author;
  }

  readonly #onEdit = async (): Promise<void> => {
    this.editing = true;
    await this.updateComplete;
    const field = this.#field;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  };

  readonly #onEditEnd = async (): Promise<void> => {
    this.editing = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.edit')?.focus();
  };

  readonly #onEditKeydown = (event: KeyboardEvent): void => {
    if (isForInputMethod(event)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      void this.#onEditEnd();
    } else if (isSendKey(event, this.sendKey)) {
      event.preventDefault();
      this.#saveEdit();
    }
  };

  readonly #onEditSubmit = (event: Event): void => {
    event.preventDefault();
    this.#saveEdit();
  };

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #saveEdit(): void {
    const text = this.#field?.value.trim() ?? '';
    const slice = this.#slice;
    if (text === '' || this.#reach === 'never') return;
    void this.#onEditEnd();
    if (this.message?.status === 'queued') this.#commands.editQueued(text);
    else if (this.message?.status === 'failed') this.#commands.retryWith(text);
    else if (slice !== null) this.#commands.resend(text, slice);
  }

  readonly #rate = (rating: Rating): void => {
    const isTakenBack = this.#slice?.rating === rating;
    const isGiven = this.#commands.rate(isTakenBack ? null : rating);
    if (isGiven && !isTakenBack) this.#comment();
    else this.isCommenting = false;
  };

  readonly #comment = (): void => {
    this.isCommenting = true;
    // Few people comment: the field comes when somebody may.
    reportFailure(this, import('../feedback/define.js'));
  };

  readonly #loadPart = (part: LazyMessagePart): void => {
    if (customElements.get(part) === undefined) reportFailure(this, LAZY_PARTS[part]());
  };

  readonly #onCommentEnd = async (): Promise<void> => {
    const { rating = null } = this.#slice ?? {};
    this.isCommenting = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`.rate-${rating ?? 'up'}`)?.focus();
  };

  readonly #toolbarActions: ToolbarActions = {
    onEdit: () => void this.#onEdit(),
    onRegenerate: () => this.#commands.regenerate(this.#slice?.refused ?? null),
    onExplain: () => this.#commands.explain(this.#slice?.refused ?? null),
    onRate: this.#rate,
    onBranch: (step) => {
      const slice = this.#slice;
      if (slice !== null) this.#commands.selectBranch(slice, step);
    },
    onForget: () => this.#commands.forget(this.#slice?.refused ?? null),
    onComment: this.#comment,
    onCommentEnd: () => void this.#onCommentEnd(),
  };

  protected override render(): unknown {
    const { message } = this;
    if (message === null) return nothing;
    const { messages, locale } = this.#localeText;
    const slice = this.#slice;
    const toolbar = { message, slice, messages, locale, isCommenting: this.isCommenting };
    return html`<div class="bubble" part="bubble">
        ${this.editing ? this.#renderEditor(message, messages) : this.#renderParts(message, messages)}
        ${renderMark(message, slice, messages, this.#toolbarActions.onRegenerate)}
      </div>
      ${
        this.editing
          ? nothing
          : [
              renderOwnStatus(message, messages, {
                position: this.queuePosition,
                mayChange: this.#mayChangeQueued,
                reach: this.#reach,
                onRetry: () => this.#commands.retry(),
                onDiscard: () => this.#commands.discard(),
                onEdit: this.#toolbarActions.onEdit,
                onCancel: () => this.#commands.cancelQueued(),
                onSendNow: () => this.#commands.sendNow(),
              }),
              renderToolbar(toolbar, this.#toolbarActions),
            ]
      }
      ${renderRefusal(slice, messages, this.#toolbarActions)}`;
  }

  /** Keyed by their ids, so that a part keeps its DOM when the draft of it becomes the logged one. */
  #renderParts(message: MessageView, messages: MessageTable): unknown {
    if (message.isErased === true) return html`<p class="other-part" part="other">${messages.erased}</p>`;
    const context = {
      messages,
      baseUrl: this.baseUrl,
      side: message.side,
      isLive: message.status === 'writing' || message.status === 'interrupted',
      onLazy: this.#loadPart,
    };
    const last = message.parts.at(-1);
    return repeat(
      message.parts,
      (part) => `${part.partId}:${part.type}`,
      (part) => renderPart(part, part === last, context),
    );
  }

  #renderEditor(message: MessageView, messages: MessageTable): TemplateResult {
    return html`<form class="editor" part="editor" @submit=${this.#onEditSubmit}>
      <textarea
        part="editor-field"
        rows="2"
        aria-label=${message.status === 'queued' ? messages.editMessage : messages.editOwnMessage}
        .defaultValue=${textOf(message.parts)}
        @keydown=${this.#onEditKeydown}
      ></textarea>
      <div class="editor-actions">
        <button type="button" class="button" part="cancel" @click=${this.#onEditEnd}>${messages.cancel}</button>
        <button type="submit" class="button primary" part="save" ?disabled=${this.#reach === 'never'}>
          ${message.status === 'queued' ? messages.save : messages.send}
        </button>
      </div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-message': AgentMessage;
  }
}
