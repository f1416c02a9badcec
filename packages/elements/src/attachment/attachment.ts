import type { AttachmentPart } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { attachmentUrlContext } from '../context/contexts.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { downloadIcon, fileIcon, imageIcon } from '../icons/icons.js';
import { safeUrl } from '../markdown/safe-url.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { AgentChatOpenAttachmentEvent } from './attachment.events.js';
import { attachmentStyles } from './attachment.styles.js';
import { fileKind, formatBytes, isPicture, ownUrl } from './file-words.js';

/**
 * A file of a message: its name, kind and size. It is loaded when a person asks for it and not before:
 * an image in place, if it comes from the page's own origin, anything else as a download.
 *
 * @element agent-attachment
 *
 * @fires {AgentChatOpenAttachmentEvent} agent-chat-open-attachment - Before a file is loaded; cancelable
 *
 * @csspart file - The frame
 * @csspart name - The name of the file
 * @csspart facts - Its kind and size
 * @csspart summary - What it is about
 * @csspart view - The button that shows an image
 * @csspart download - The button that downloads the file
 * @csspart image - The image
 */
export class AgentAttachment extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, attachmentStyles];

  static override properties: PropertyDeclarations = {
    attachment: { attribute: false },
    stage: { state: true },
    imageUrl: { state: true },
  };

  /** The part of the message. */
  declare attachment: AttachmentPart | null;

  declare private stage: 'idle' | 'loading' | 'failed';
  /** Of the image, once it is shown. */
  declare private imageUrl: string | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #url = new ContextConsumer(this, { context: attachmentUrlContext, subscribe: true });

  constructor() {
    super();
    this.attachment = null;
    this.stage = 'idle';
    this.imageUrl = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('attachment');
    if (before == null || before.attachmentId === this.attachment?.attachmentId) return;
    this.stage = 'idle';
    this.imageUrl = null;
  }

  readonly #onView = async (): Promise<void> => {
    const url = await this.#resolve('view');
    const own = url === null ? null : ownUrl(url, document.baseURI);
    if (own !== null) await this.#show(own);
    else if (url !== null) this.stage = 'failed';
  };

  /** The button that was pressed goes: who had it goes on with the one beside it. */
  async #show(url: string): Promise<void> {
    const hadFocus = this.renderRoot.querySelector('[part=view]:focus') !== null;
    this.imageUrl = url;
    await this.updateComplete;
    if (hadFocus) this.renderRoot.querySelector<HTMLElement>('[part=download]')?.focus();
  }

  readonly #onDownload = async (): Promise<void> => {
    const url = await this.#resolve('download');
    const safe = url === null ? null : safeUrl(url, document.baseURI);
    if (url === null) return;
    if (safe === null) {
      this.stage = 'failed';
      return;
    }
    const link = document.createElement('a');
    link.href = safe.href;
    link.download = visibleControls(this.attachment?.name ?? '');
    link.rel = 'noopener noreferrer';
    link.target = '_blank';
    link.click();
  };

  readonly #onImageError = (): void => {
    this.imageUrl = null;
    this.stage = 'failed';
  };

  /** The address of the content; `null`: prevented, no longer shown, or failed, which is said. */
  async #resolve(purpose: 'view' | 'download'): Promise<string | null> {
    const { attachment } = this;
    const urlOf = this.#url.value;
    if (attachment === null || urlOf == null || this.stage === 'loading') return null;
    if (!this.dispatchEvent(new AgentChatOpenAttachmentEvent(attachment, purpose))) return null;
    this.stage = 'loading';
    // Another file may take its place meanwhile.
    const isStillShown = (): boolean => this.attachment?.attachmentId === attachment.attachmentId;
    try {
      const url = await urlOf(attachment, purpose);
      if (!isStillShown()) return null;
      this.stage = 'idle';
      return url;
    } catch {
      if (!isStillShown()) return null;
      // Whatever it was, a person can only try again.
      this.stage = 'failed';
      return null;
    }
  }

  protected override render(): unknown {
    const { attachment } = this;
    if (attachment === null) return nothing;
    const { messages } = this.#localeText;
    const name = visibleControls(attachment.name);
    return html`<div class="file" part="file">
      ${
        this.imageUrl === null
          ? nothing
          : html`<img part="image" src=${this.imageUrl} alt=${name} @error=${this.#onImageError} />`
      }
      <span class="sign">${isPicture(attachment.contentType) ? imageIcon : fileIcon}</span>
      <div class="words">
        <bdi class="name" part="name" title=${name}>${name}</bdi>
        <span class="facts" part="facts">${this.#facts(attachment, messages)}</span>
        ${
          attachment.summary === undefined || attachment.summary === ''
            ? nothing
            : html`<p class="summary" part="summary"><bdi>${visibleControls(attachment.summary)}</bdi></p>`
        }
      </div>
      ${this.#url.value == null ? nothing : this.#renderButtons(name, attachment.contentType, messages)}
    </div>`;
  }

  #facts({ name, contentType, sizeBytes }: AttachmentPart, messages: MessageTable): unknown {
    const kind = visibleControls(fileKind(name, contentType));
    const { locale } = this.#localeText;
    return [
      html`<span><bdi>${kind}</bdi>${sizeBytes === undefined ? nothing : html` · <bdi>${formatBytes(sizeBytes, locale)}</bdi>`}</span>`,
      this.stage === 'failed'
        ? html`<span class="failure" role="alert">${messages.attachmentFailed}</span>`
        : nothing,
    ];
  }

  #renderButtons(name: string, contentType: string, messages: MessageTable): TemplateResult {
    const isBusy = this.stage === 'loading';
    return html`<span class="buttons">
      ${
        isPicture(contentType) && this.imageUrl === null
          ? html`<button
              type="button"
              class="icon-button"
              part="view"
              aria-label=${messages.viewImage(name)}
              title=${messages.viewImage(name)}
              aria-disabled=${ifDefined(isBusy ? 'true' : undefined)}
              @click=${this.#onView}
            >
              ${isBusy ? html`<span class="spinner"></span>` : imageIcon}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="icon-button"
        part="download"
        aria-label=${messages.download(name)}
        title=${messages.download(name)}
        aria-disabled=${ifDefined(isBusy ? 'true' : undefined)}
        @click=${this.#onDownload}
      >
        ${downloadIcon}
      </button>
    </span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-attachment': AgentAttachment;
  }
}
