import type { SendOptions } from '@agent-chat/client';
import { type AttachmentPart, isKnownPart, type Part, textOf } from '@agent-chat/protocol';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { reportFailure } from '../../context/report-failure.js';
import { clockIcon } from '../../icons/icons.js';
import { formatDuration } from '../../messages/format-time.js';
import { addStyles } from '../../popup/adopt-styles.js';
import type { Attachments } from '../attach/attachments.js';
import type { ComposerHost } from '../composer-host.js';
import type { HeldBackMessage } from '../composer-state.js';
import { inParagraphs } from '../kept-text.js';
import type { LazyPart } from '../lazy-part.js';
import { heldBackStyles } from './held-back.styles.js';

const TICK_MS = 1_000;

/** What a message carries besides its text and its files. */
export interface Along {
  readonly parts: readonly Part[];
  /** Such as the place in the conversation where it stands. */
  readonly options: SendOptions;
}

/** A message that waits for its next try. */
interface WaitingMessage extends Along {
  readonly text: string;
  readonly files: readonly AttachmentPart[];
}

/**
 * Says when a message that the server does not take for now is sent by itself. Until then a person
 * can have it back, and send it otherwise.
 */
export class HeldBack implements ReactiveController {
  readonly #host: ComposerHost;
  readonly #attachments: LazyPart<Attachments>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #taken: (Along & { readonly conversationId: string }) | null = null;

  constructor(host: ComposerHost, attachments: LazyPart<Attachments>) {
    this.#host = host;
    this.#attachments = attachments;
    addStyles(host.element.renderRoot, heldBackStyles);
    host.element.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    // What is written into an empty field is another message.
    if (this.#host.isEmpty) this.forget();
    const message = this.#host.state?.heldBack ?? null;
    if (message === null) return;
    const leftMs = message.retryAt - Date.now();
    if (leftMs <= 0) return;
    const toNextSecondMs = leftMs % TICK_MS || TICK_MS;
    this.#timer = setTimeout(() => this.#host.element.requestUpdate(), toNextSecondMs);
  }

  /** What belongs to the message that was taken back, while that is in the field; else `null`. */
  get along(): Along | null {
    return this.#taken?.conversationId === this.#host.client?.conversationId ? this.#taken : null;
  }

  /** The message has been sent again, or given up. That of another conversation stays. */
  forget(): void {
    if (this.along !== null) this.#taken = null;
  }

  /** Gives a message back to the person who wrote it, before what is in the field by now. */
  #takeBack(clientRequestId: string): void {
    const takeBack = (attachments: Attachments | null): void => {
      const { client, value } = this.#host;
      const message = this.#waiting(clientRequestId);
      // What was sent in this very moment is not written twice.
      if (client === null || message === null) return;
      client.discard(clientRequestId);
      attachments?.restore(message.files);
      const before = this.along;
      const parts = [...message.parts, ...(before?.parts ?? [])];
      this.#taken = {
        conversationId: client.conversationId,
        // Their ids may be those of what they go along with.
        parts: parts.map((part, index) => ({ ...part, partId: `along-${index + 1}` })),
        options: { ...before?.options, ...message.options },
      };
      this.#host.write(inParagraphs(message.text, value), { start: 0, end: value.length });
    };
    const fileCount = this.#waiting(clientRequestId)?.files.length ?? 0;
    // Nothing of it is given up before it can be shown.
    if (fileCount === 0) takeBack(null);
    else reportFailure(this.#host.element, this.#attachments.load().then(takeBack));
  }

  #waiting(clientRequestId: string): WaitingMessage | null {
    const pending = this.#host.client?.getState().pending ?? [];
    const command = pending.find((each) => each.clientRequestId === clientRequestId);
    if (command?.method !== 'sendMessage' || command.retryAt === undefined) return null;
    const { conversationId: _, clientRequestId: __, parts, ...options } = command.params;
    return {
      text: textOf(parts),
      files: parts.flatMap((part) => (isKnownPart(part) && part.type === 'attachment' ? part : [])),
      parts: parts.filter(({ type }) => type !== 'text' && type !== 'attachment'),
      options,
    };
  }

  /** What is spoken, once for each wait; what counts down is for eyes. */
  get words(): string {
    const message = this.#host.state?.heldBack ?? null;
    return message === null ? '' : this.#because(message) + this.#host.text.messages.heldBackHint;
  }

  /** Whoever did nothing wrong is not told off. */
  #because({ isTooMuch }: HeldBackMessage): string {
    return isTooMuch ? `${this.#host.text.messages.heldBack} ` : '';
  }

  render(): unknown {
    const message = this.#host.state?.heldBack ?? null;
    return message === null ? nothing : this.#renderStrip(message);
  }

  #renderStrip(message: HeldBackMessage): TemplateResult {
    const { messages, locale } = this.#host.text;
    const leftMs = Math.ceil((message.retryAt - Date.now()) / TICK_MS) * TICK_MS;
    const when =
      leftMs > 0 ? messages.heldBackUntil(formatDuration(leftMs, locale)) : messages.heldBackSendsNow;
    const { text, files } = this.#waiting(message.clientRequestId) ?? { text: '', files: [] };
    const isWritten = text !== '' || files.length > 0;
    return html`<div class="held-back" part="held-back">
      ${clockIcon}
      <span class="held-back-words">${this.#because(message)}<span class="countdown">${when}</span></span>
      ${
        isWritten
          ? html`<button
            type="button"
            class="button"
            part="take-back"
            @click=${() => this.#takeBack(message.clientRequestId)}
          >
            ${messages.heldBackEdit}
          </button>`
          : nothing
      }
    </div>`;
  }
}
