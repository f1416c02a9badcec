import { AgentChatError, type AttachmentPart } from '@agent-chat/protocol';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { fileIcon, paperclipIcon } from '../../icons/control-icons.js';
import { closeIcon, retryIcon } from '../../icons/icons.js';
import { addStyles } from '../../popup/adopt-styles.js';
import { scrollEdgeStyles } from '../../styles/scroll-edge.styles.js';
import { visibleControls } from '../../tool-call/inert-text.js';
import type { ComposerHost } from '../composer-host.js';
import type { AttachedFile } from './attached-file.js';
import { attachmentsStyles } from './attachments.styles.js';
import { drawPreview } from './file-preview.js';
import { FileTray, type RefusedFile } from './file-tray.js';
import { formatBytes } from './format-bytes.js';
import { filesOfDrop, filesOfPaste, holdsFiles } from './incoming-files.js';

/** The way of files into a message: by button, by drop anywhere on the chat, and by paste. */
export class Attachments implements ReactiveController {
  readonly #host: ComposerHost;
  readonly #tray: FileTray;
  #target: EventTarget | null = null;
  #isDragged = false;
  #announced = '';

  constructor(host: ComposerHost) {
    this.#host = host;
    addStyles(host.element.renderRoot, scrollEdgeStyles, attachmentsStyles);
    this.#tray = new FileTray(host);
    host.element.addController(this);
  }

  get isBusy(): boolean {
    return this.#tray.isBusy;
  }

  get hasFailed(): boolean {
    return this.#tray.hasFailed;
  }

  get parts(): readonly AttachmentPart[] {
    return this.#tray.parts;
  }

  /** Files can be given: the interface allows them, and the client brings them to the server. */
  get isOffered(): boolean {
    const { client, state, uploadRules, isDisabled } = this.#host;
    return uploadRules !== null && !isDisabled && state?.ended !== true && client?.upload !== null;
  }

  hostConnected(): void {
    const root = this.#host.element.getRootNode();
    // In a chat the whole of it: people drop where the conversation is.
    this.#target = root instanceof ShadowRoot ? root.host : this.#host.element;
    this.#target.addEventListener('dragover', this.#onDragover);
    this.#target.addEventListener('dragleave', this.#onDragleave);
    this.#target.addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    this.#target?.removeEventListener('dragover', this.#onDragover);
    this.#target?.removeEventListener('dragleave', this.#onDragleave);
    this.#target?.removeEventListener('drop', this.#onDrop);
    this.#target = null;
    this.#isDragged = false;
  }

  add(files: Iterable<File>, folders: readonly string[] = []): void {
    if (!this.isOffered) return;
    this.#host.keepUnsent();
    this.#tray.add(files, folders);
    this.#host.field?.focus();
  }

  /** Files that the page has. @throws AgentChatError `Forbidden` where none are taken */
  take(files: Iterable<File>): void {
    if (!this.isOffered) throw new AgentChatError('Forbidden', 'This chat takes no files now.');
    this.add(files);
  }

  restore(parts: readonly AttachmentPart[]): void {
    this.#tray.restore(parts);
  }

  clear(): void {
    this.#announced = '';
    this.#tray.clear();
  }

  /** Whether what was pasted were files. */
  takePaste(event: ClipboardEvent): boolean {
    const files = filesOfPaste(event.clipboardData);
    if (files.length === 0 || !this.isOffered) return false;
    event.preventDefault();
    this.add(files);
    return true;
  }

  readonly #onDragover = (event: Event): void => {
    const { dataTransfer } = event as DragEvent;
    if (dataTransfer === null || !holdsFiles(dataTransfer) || !this.isOffered) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'copy';
    this.#drag(true);
  };

  readonly #onDragleave = (event: Event): void => {
    const { relatedTarget } = event as DragEvent;
    const isWithin = relatedTarget instanceof Node && (event.currentTarget as Node).contains(relatedTarget);
    if (!isWithin) this.#drag(false);
  };

  readonly #onDrop = (event: Event): void => {
    const { dataTransfer } = event as DragEvent;
    this.#drag(false);
    if (dataTransfer === null || !holdsFiles(dataTransfer) || !this.isOffered) return;
    event.preventDefault();
    const { files, folders } = filesOfDrop(dataTransfer);
    this.add(files, folders);
  };

  #drag(isDragged: boolean): void {
    if (this.#isDragged === isDragged) return;
    this.#isDragged = isDragged;
    this.#host.element.requestUpdate();
  }

  #remove(file: AttachedFile): void {
    this.#host.keepUnsent();
    this.#tray.remove(file.id);
    this.#announced = this.#host.text.messages.fileRemoved(file.name);
    this.#host.field?.focus();
  }

  #retry(file: AttachedFile): void {
    this.#host.keepUnsent();
    this.#tray.retry(file.id);
  }

  readonly #onPick = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.add([...(input.files ?? [])]);
    // So that the same file can be chosen again after it was removed.
    input.value = '';
  };

  readonly #onButton = (): void => {
    this.#host.element.renderRoot.querySelector<HTMLInputElement>('.pick')?.click();
  };

  renderButton(): unknown {
    const { uploadRules, text } = this.#host;
    if (uploadRules === null || !this.isOffered) return nothing;
    return html`<button
        type="button"
        class="round quiet attach"
        part="attach"
        aria-label=${text.messages.attach}
        title=${text.messages.attach}
        @click=${this.#onButton}
      >
        ${paperclipIcon}</button
      ><input
        class="pick"
        type="file"
        hidden
        aria-hidden="true"
        tabindex="-1"
        accept=${uploadRules.allowedFileTypes.join(',')}
        ?multiple=${uploadRules.maxFiles > 1}
        @change=${this.#onPick}
      />`;
  }

  /** Above the field: what was not taken, and what goes along. */
  renderTray(): TemplateResult {
    const { messages } = this.#host.text;
    const { files, refused } = this.#tray;
    return html`<div class="contents" role="alert">${refused.length === 0 ? nothing : this.#renderRefused(refused)}</div>
      ${
        files.length === 0
          ? nothing
          : html`<ul class="files scrolls-aside" part="files" aria-label=${messages.files}>
            ${repeat(
              files,
              ({ id }) => id,
              (file) => this.#renderFile(file),
            )}
          </ul>`
      }
      <div class="visually-hidden" role="status">${this.#stateInWords(files)}</div>
      ${this.#isDragged ? html`<div class="drop">${paperclipIcon}${messages.dropHere}</div>` : nothing}`;
  }

  /** What changed last is said once: the text of a status is spoken when it becomes another. */
  #stateInWords(files: readonly AttachedFile[]): string {
    const { messages } = this.#host.text;
    const said = files.flatMap(({ name, status }) => {
      if (status === 'done') return [messages.fileUploaded(name)];
      return status === 'failed' ? [messages.fileFailed(name)] : [];
    });
    return said.length > 0 ? said.join('. ') : this.#announced;
  }

  #renderRefused(refused: readonly RefusedFile[]): TemplateResult {
    const { messages } = this.#host.text;
    return html`<div class="refused" part="refused">
      <ul>
        ${refused.map((file) => html`<li dir="auto">${this.#refusalInWords(file)}</li>`)}
      </ul>
      <button
        type="button"
        class="icon-button forget"
        aria-label=${messages.fileClose}
        title=${messages.fileClose}
        @click=${() => {
          this.#tray.forgetRefused();
          this.#host.field?.focus();
        }}
      >
        ${closeIcon}
      </button>
    </div>`;
  }

  #refusalInWords({ name, refusal }: RefusedFile): string {
    const { uploadRules } = this.#host;
    const { messages, locale } = this.#host.text;
    const maxBytes = (uploadRules?.maxFileSizeMb ?? 0) * 1_048_576;
    switch (refusal) {
      case 'count':
        return messages.fileTooMany(name, uploadRules?.maxFiles ?? 0);
      case 'size':
        return messages.fileTooLarge(name, formatBytes(maxBytes, locale));
      case 'type':
        return messages.fileWrongType(name);
      case 'empty':
        return messages.fileEmpty(name);
      case 'name':
        return messages.fileWrongName(name);
      case 'folder':
        return messages.fileIsFolder(name);
    }
  }

  /** In the reader's language where it has words for it; what a server or its scanner explains stays. */
  #failureInWords({ name, error }: AttachedFile): string {
    const { messages, locale } = this.#host.text;
    const { refusedBy, maxBytes, status } = (error?.details ?? {}) as Readonly<Record<string, unknown>>;
    switch (error?.code ?? '') {
      case 'ConnectionLost':
        return messages.connectionLost;
      case 'RateLimited':
        return messages.heldBack;
      case 'UnsupportedMediaType':
        if (refusedBy === undefined) return messages.fileWrongType(name);
        break;
      case 'PayloadTooLarge':
        if (typeof maxBytes === 'number') return messages.fileTooLarge(name, formatBytes(maxBytes, locale));
        break;
      case 'MalformedFrame':
        return messages.fileFailed(name);
    }
    // Nobody has explained it: a status came alone.
    return status === undefined ? (error?.message ?? '') : messages.fileFailed(name);
  }

  #renderFile(file: AttachedFile): TemplateResult {
    const { messages, locale } = this.#host.text;
    const { status, sizeBytes, sentBytes } = file;
    const name = visibleControls(file.name);
    const size = formatBytes(sizeBytes, locale);
    const state = status === 'failed' ? this.#failureInWords(file) : size;
    return html`<li class="file ${status}" part="file">
      <span class="preview" aria-hidden="true"
        >${fileIcon}${file.file === null ? nothing : renderPreview(file.file)}</span
      >
      <span class="file-words"
        ><span class="file-name" dir="auto" title=${name}>${name}</span
        ><span class="file-state"><bdi>${state}</bdi></span>
        ${
          status === 'uploading' || status === 'waiting'
            ? html`<progress
              aria-label=${messages.fileUploading(name)}
              max=${sizeBytes}
              value=${sentBytes}
            ></progress>`
            : nothing
        }</span
      >
      ${
        status === 'failed'
          ? html`<button
            type="button"
            class="icon-button retry-file"
            aria-label=${messages.fileRetry(name)}
            title=${messages.retry}
            @click=${() => this.#retry(file)}
          >
            ${retryIcon}
          </button>`
          : nothing
      }
      <button
        type="button"
        class="icon-button remove"
        part="remove"
        aria-label=${messages.fileRemove(name)}
        title=${messages.fileRemove(name)}
        @click=${() => this.#remove(file)}
      >
        ${closeIcon}
      </button>
    </li>`;
  }
}

function renderPreview(file: File): unknown {
  const isImage = file.type.startsWith('image/');
  if (!isImage) return nothing;
  return html`<canvas
    hidden
    ${ref((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement) || canvas.dataset['tried'] !== undefined) return;
      canvas.dataset['tried'] = '';
      void drawPreview(canvas, file).then((isDrawn) => {
        canvas.hidden = !isDrawn;
      });
    })}
  ></canvas>`;
}
