import type { StopMode } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ChatController } from '../context/chat-controller.js';
import { viewerContext } from '../context/contexts.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { isSendKey } from '../context/send-key.js';
import type { MessageTable } from '../messages/message-table.js';
import type { SendKey } from '../settings/settings.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatStopEvent } from './composer.events.js';
import { composerStyles } from './composer.styles.js';
import { chooseCommand } from './choose-command.js';
import { type ComposerCommand, hintFor } from './composer-commands.js';
import type { ComposerHost } from './composer-host.js';
import { canListen, type ComposerParts, composerParts } from './composer-parts.js';
import { isSameComposer, selectComposer } from './composer-state.js';
import { type DraftText, sessionDraftText } from './draft-text.js';
import { inParagraphs, KeptText } from './kept-text.js';
import { narrowStyles } from './narrow.styles.js';
import { renderChips, renderSend, renderStop } from './render-actions.js';
import { renderField } from './render-field.js';
import { renderForm } from './render-form.js';
import { Sending } from './sending.js';
import type { UploadRules } from './upload-rules.js';
import { WaitingTexts } from './waiting-texts.js';
import { type CaretWish, type TextRange, writeText } from './write-text.js';

/**
 * Where a person writes. It grows with its text, keeps what was not sent while the tab is open, and
 * stops the answer. Enter sends, also while an agent answers: the message then waits for its turn.
 * `/` completes the page's `commands`, `@` whoever takes part.
 *
 * What is sent before there is a client leaves the field, is shown above it, and is sent, in its
 * order and once, to the first client that comes. When `disabled` is set before that, or another
 * `destination`, it comes back to the field. It is kept as long as the element, not over a reload.
 * What the server refuses as too much at once is sent by itself when its time has come, and can be
 * taken back until then.
 *
 * @element agent-composer
 *
 * @slot actions - Buttons of the page's own, at the start of the row
 *
 * @fires {AgentChatSubmitEvent} agent-chat-submit - Before text and files are sent; cancelable
 * @fires {AgentChatStopEvent} agent-chat-stop - Before the answer is stopped; cancelable
 * @fires {AgentChatCommandEvent} agent-chat-command - Before a command is sent as a message; cancelable
 *
 * @csspart chips - The commands above the frame
 * @csspart chip - One of them
 * @csspart box - The frame around everything
 * @csspart input - The text field
 * @csspart attach - The button that attaches files
 * @csspart files - The files that go along
 * @csspart file - One of them
 * @csspart remove - The button that removes it
 * @csspart refused - What is said of files that were not taken
 * @csspart dictate - The button for dictation
 * @csspart send - The button that sends
 * @csspart stop - The button that stops the answer
 * @csspart suggestions - The list that completes commands and mentions
 * @csspart suggestion - One of it
 * @csspart waiting - What waits for a client
 * @csspart held-back - What is said while the server takes no more messages
 * @csspart take-back - The button in it
 *
 * @cssproperty [--agent-chat-radius-large] - Roundness of the frame
 * @cssproperty [--agent-chat-border-strong] - Colour of the frame
 * @cssproperty [--agent-chat-accent] - Colour of the button that sends
 */
export class AgentComposer extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, buttonStyles, composerStyles, narrowStyles];

  static override properties: PropertyDeclarations = {
    placeholder: {},
    destination: { attribute: false },
    disabled: { type: Boolean, reflect: true },
    value: { attribute: false },
    sendKey: { attribute: 'send-key' },
    draftText: { attribute: false },
    commands: { attribute: false },
    uploadRules: { attribute: false },
    noDictation: { type: Boolean, attribute: 'no-dictation' },
  };

  /** Shown while the field is empty. */
  declare placeholder: string;
  /** Names where the person goes, before its client is there: another one leaves the text where it was written. */
  declare destination: string;
  /** Whether nothing can be written or sent at the moment. What is in the field can be read and copied. */
  declare disabled: boolean;
  /** The key that sends: `enter` (default; Shift and Enter starts a line), or `mod-enter`, with Ctrl or ⌘. */
  declare sendKey: SendKey;
  /** The text in the field. */
  declare value: string;
  /** Where unsent text is kept, for each conversation and viewer. Default: the tab's `sessionStorage`. */
  declare draftText: DraftText;
  /** What a person can have done by a chip or by `/name`. */
  declare commands: readonly ComposerCommand[];
  /** Which files may go along. `null` (default): none. */
  declare uploadRules: UploadRules | null;
  /** Whether dictation is not offered where the browser has it: many send speech to their maker. */
  declare noDictation: boolean;
  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, selectComposer, isSameComposer);
  readonly #viewer = new ContextConsumer(this, { context: viewerContext, subscribe: true });
  readonly #kept = new KeptText(this);
  readonly #waiting = new WaitingTexts(this);
  readonly #host: ComposerHost;
  readonly #parts: ComposerParts;
  readonly #sending: Sending;
  #hadFocus = false;

  constructor() {
    super();
    this.placeholder = '';
    this.destination = '';
    this.disabled = false;
    this.value = '';
    this.sendKey = 'enter';
    this.draftText = sessionDraftText;
    this.commands = [];
    this.uploadRules = null;
    this.noDictation = false;
    this.#host = this.#hostOfParts();
    this.#parts = composerParts(this, this.#host);
    this.#sending = new Sending(this.#host, this.#parts, this.#waiting);
  }

  #hostOfParts(): ComposerHost {
    const from = <K extends keyof ComposerHost>(get: () => ComposerHost[K]) => ({ get, enumerable: true });
    const fixed = {
      element: this,
      text: this.#localeText,
      write: (text: string, range: TextRange, caret?: CaretWish) => this.#write(text, range, caret),
      keepUnsent: () => this.#sending.forget(),
      run: (command: ComposerCommand) => this.#sending.run(command),
    };
    return Object.defineProperties(fixed, {
      client: from(() => this.#chat.client),
      state: from(() => this.#chat.value),
      commands: from(() => this.commands),
      uploadRules: from(() => this.uploadRules),
      isDisabled: from(() => this.disabled),
      field: from(() => this.#field),
      box: from(() => this.renderRoot.querySelector('.box')),
      value: from(() => this.value),
      isEmpty: from(() => this.#sending.isEmpty),
    }) as unknown as ComposerHost;
  }

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#takeUpConversation();
    const given = this.#waiting.settle(this.#chat.client, this.disabled, this.destination);
    if (given.length > 0) this.#setValue(inParagraphs(...given, this.value));
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { attachments, dictation, heldBack } = this.#parts;
    if (this.uploadRules !== null) attachments.want();
    if (this.#isDictationOffered) dictation.want();
    if (this.#chat.value?.heldBack != null) heldBack.want();
    queueMicrotask(() => {
      if (this.#sending.resume()) this.#clear();
    });
    // The answer, or the conversation, ended under the person's finger.
    if (this.#hadFocus && this.shadowRoot?.activeElement == null) this.focus();
  }

  #takeUpConversation(): void {
    const { client } = this.#chat;
    const participantId = this.#viewer.value?.participantId;
    const owner = client && { conversationId: client.conversationId, participantId };
    if (!this.#kept.give(owner, this.destination)) return;
    this.#sending.forget();
    this.stopDictation();
  }

  readonly #onInput = (event: Event): void => {
    this.#takeUp((event.target as HTMLTextAreaElement).value);
  };

  #takeUp(value: string): void {
    this.#setValue(value);
    this.#chat.client?.setTyping(value !== '');
    if (value.startsWith('/') || value.includes('@')) this.#parts.suggestions.want();
    this.#look();
  }

  readonly #look = (): void => this.#parts.suggestions.part?.look();

  /** Enter that ends the composition of a word in an input method is not meant for us. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (isForInputMethod(event)) return;
    const { suggestions, dictation } = this.#parts;
    if (suggestions.part?.take(event) === true || dictation.part?.take(event) === true) return;
    if (!isSendKey(event, this.sendKey)) return;
    event.preventDefault();
    this.submit();
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    this.#parts.attachments.part?.takePaste(event);
  };

  readonly #onBlur = (): void => this.#parts.suggestions.part?.close();

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.submit();
    this.focus();
  };

  readonly #onStop = (): void => {
    const mode: StopMode = this.#chat.value?.stop == null ? 'graceful' : 'hard';
    if (!this.dispatchEvent(new AgentChatStopEvent(mode))) return;
    reportFailure(this, this.#chat.client?.stop({ mode }));
  };

  #setValue(value: string): void {
    this.value = value;
    this.#kept.save();
    this.#sending.forget();
  }

  #write(text: string, range: TextRange, caret: CaretWish = 'behind'): void {
    const field = this.#field;
    const { value } = this;
    // What the page has set may not be in the field yet.
    if (field !== null && field.value !== value) field.value = value;
    if (field !== null) writeText(field, text, range, caret);
    this.#takeUp(value.slice(0, range.start) + text + value.slice(range.end));
  }

  #clear(): void {
    this.stopDictation();
    this.#setValue('');
    this.#parts.suggestions.part?.close();
  }

  /** Puts the cursor into the field, whatever stands before it. */
  override focus(options?: FocusOptions): void {
    const field = this.#field ?? this.renderRoot.querySelector<HTMLElement>('.ended');
    if (field === null) super.focus(options);
    else field.focus(options);
  }

  /** Sends what is in the field, if it can be sent; without a client as soon as there is one. */
  submit(): void {
    if (this.#sending.submit()) this.#clear();
  }

  /** Puts a text behind what is in the field, once, for the person to go on with or to send. */
  prefill(text: string): void {
    if (!this.value.endsWith(text)) this.#setValue(inParagraphs(this.value, text));
  }

  /**
   * Sends a text for the page, beside what is in the field; without a client as soon as there is one.
   * No event is fired. The promise is there for the acknowledgement.
   *
   * @throws AgentChatError what the server refused; `Aborted` when there will be no conversation: then
   *   the text is in the field
   */
  async sendMessage(text: string): Promise<void> {
    await this.#sending.sendText(text);
  }

  /** Listens no more, if it did; what was heard for sure stays. For whoever puts the chat out of sight. */
  stopDictation(): void {
    this.#parts.dictation.part?.stop();
  }

  /**
   * Adds files to the message, for a page that has them from elsewhere. Those that the rules do not
   * allow are named to the person.
   *
   * @throws AgentChatError `Forbidden` where no files are taken
   */
  async addFiles(files: Iterable<File>): Promise<void> {
    const given = [...files];
    (await this.#parts.attachments.load()).take(given);
  }

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const isEnded = this.#chat.value?.ended === true;
    // There before its words are: of one that comes with them a screen reader may say nothing.
    return html`${isEnded ? this.#renderUnsent() : this.#renderWriting(messages)}
      <div class=${isEnded ? 'ended' : 'visually-hidden'} role="status" tabindex="-1"
        >${isEnded ? messages.conversationEnded : (this.#parts.heldBack.part?.words ?? '')}</div>`;
  }

  /** What was being written when the conversation ended can still be copied. */
  #renderUnsent(): unknown {
    return this.value === '' ? nothing : html`<p class="waiting unsent" dir="auto">${this.value}</p>`;
  }

  #renderWriting(messages: MessageTable): TemplateResult {
    const { suggestions, heldBack } = this.#parts;
    return html`${this.#waiting.render(messages)} ${heldBack.part?.render() ?? nothing}
      ${renderChips(this.commands, this.disabled, messages, (command) => chooseCommand(this.#host, command))}
      ${this.#renderForm(messages)} ${suggestions.part?.render() ?? nothing}`;
  }

  get #isDictationOffered(): boolean {
    return !this.noDictation && canListen();
  }

  #renderForm(messages: MessageTable): TemplateResult {
    return renderForm({
      parts: this.#parts,
      field: this.#renderField(messages),
      isDictationOffered: this.#isDictationOffered,
      end: this.#renderEnd(messages),
      note: this.#sending.noteInWords(messages),
      onSubmit: this.#onSubmit,
      onPress: () => this.focus(),
    });
  }

  #renderField(messages: MessageTable): TemplateResult {
    const suggestions = this.#parts.suggestions.part;
    return renderField(
      {
        value: this.value,
        placeholder: this.placeholder,
        isDisabled: this.disabled,
        enterKey: this.sendKey === 'mod-enter' ? 'enter' : 'send',
        keyHint: this.sendKey === 'mod-enter' ? messages.composerHintModEnter : messages.composerHint,
        hint: hintFor(this.value, this.commands),
        interim: this.#parts.dictation.part?.interim ?? '',
        completes: suggestions !== null,
        activeId: suggestions?.activeId ?? null,
        onInput: this.#onInput,
        onKeydown: this.#onKeydown,
        onMoved: this.#look,
        onPaste: this.#onPaste,
        onBlur: this.#onBlur,
      },
      messages,
    );
  }

  #renderEnd(messages: MessageTable): TemplateResult {
    const { isSending = false, stop = null } = this.#chat.value ?? {};
    const isAgentsTurn = !this.disabled && this.#chat.value?.isAgentsTurn === true;
    const { isEmpty } = this.#sending;
    const view = { isAgentsTurn, isEmpty, isSending, canSend: !this.disabled && !isEmpty };
    return html`${isAgentsTurn ? renderStop(stop !== null, messages, this.#onStop) : nothing} ${renderSend(view, messages)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-composer': AgentComposer;
  }
}
