import type { UploadOptions } from '@agent-chat/client';
import type { AttachmentPart } from '@agent-chat/protocol';
import type { ReactiveController } from 'lit';
import { errorBodyOf } from '../../context/report-failure.js';
import type { ComposerHost } from '../composer-host.js';
import { type AttachedFile, fileOfPart, newFile, partOf } from './attached-file.js';
import { type FileRefusal, refusalOf, withType } from './check-file.js';

/** A file that was not taken, and why; `folder`: it is none. */
export interface RefusedFile {
  readonly name: string;
  readonly refusal: FileRefusal | 'folder';
}

const NO_FILES: readonly AttachedFile[] = [];

/** The files of the message that is being written, one tray for each conversation. */
export class FileTray implements ReactiveController {
  readonly #host: ComposerHost;
  readonly #trays = new Map<string, readonly AttachedFile[]>();
  readonly #running = new Map<number, AbortController>();
  #refused: readonly RefusedFile[] = [];
  #nextId = 1;
  #conversationId = '';

  constructor(host: ComposerHost) {
    this.#host = host;
    host.element.addController(this);
    this.hostUpdate();
  }

  get files(): readonly AttachedFile[] {
    return this.#trays.get(this.#conversationId) ?? NO_FILES;
  }

  /** What was not taken of the last files that were given. */
  get refused(): readonly RefusedFile[] {
    return this.#refused;
  }

  /** Something is not with the server yet, and may come to be. */
  get isBusy(): boolean {
    return this.files.some(({ status }) => status === 'waiting' || status === 'uploading');
  }

  get hasFailed(): boolean {
    return this.files.some(({ status }) => status === 'failed');
  }

  get parts(): readonly AttachmentPart[] {
    return this.files.flatMap((file) => partOf(file) ?? []);
  }

  hostUpdate(): void {
    const conversationId = this.#host.client?.conversationId ?? '';
    if (conversationId !== this.#conversationId) this.#takeUp(conversationId);
    for (const file of this.files) if (file.status === 'waiting') this.#upload(file);
  }

  hostDisconnected(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Files from wherever they came; those that the rules do not allow are named in `refused`. */
  add(files: Iterable<File>, folders: readonly string[] = []): void {
    const rules = this.#host.uploadRules;
    if (rules === null) return;
    const taken: AttachedFile[] = [];
    const refused: RefusedFile[] = folders.map((name) => ({ name, refusal: 'folder' }));
    for (const given of files) {
      const file = withType(given);
      const refusal = refusalOf(file, this.files.length + taken.length, rules);
      if (refusal === null) taken.push(newFile(this.#nextId++, file));
      else refused.push({ name: file.name, refusal });
    }
    this.#refused = refused;
    this.#set([...this.files, ...taken]);
  }

  /** Files of a message that came back from being sent. */
  restore(parts: readonly AttachmentPart[]): void {
    this.#set([...this.files, ...parts.map((part) => fileOfPart(this.#nextId++, part))]);
  }

  retry(id: number): void {
    this.#change(id, { status: 'waiting', error: null, sentBytes: 0 });
  }

  remove(id: number): void {
    this.#running.get(id)?.abort();
    this.#refused = [];
    const removed = this.files.find((file) => file.id === id);
    this.#set(this.files.filter((file) => file.id !== id));
    // One that was in a message is the message's.
    if (removed?.uploaded == null || removed.file === null) return;
    const { attachmentId } = removed.uploaded;
    // It is nobody's concern when that fails: the server removes what was not sent in time.
    this.#host.client?.withdraw?.(attachmentId).catch(() => undefined);
  }

  /** The message that they were for is on its way. */
  clear(): void {
    this.#refused = [];
    this.#set([]);
  }

  forgetRefused(): void {
    this.#refused = [];
    this.#host.element.requestUpdate();
  }

  /** What was given before there was a conversation belongs to the first one. */
  #takeUp(conversationId: string): void {
    const early = this.#conversationId === '' ? this.files : NO_FILES;
    if (this.#conversationId === '') this.#trays.delete('');
    this.#conversationId = conversationId;
    this.#refused = [];
    if (early.length > 0) this.#trays.set(conversationId, [...this.files, ...early]);
  }

  #upload({ id, file }: AttachedFile): void {
    const upload = this.#host.client?.upload;
    if (upload == null || file === null || this.#running.has(id)) return;
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#change(id, { status: 'uploading' });
    const options: UploadOptions = {
      signal: controller.signal,
      onProgress: (sentBytes) => this.#change(id, { sentBytes }),
    };
    const uploaded = upload(file, options).finally(() => this.#running.delete(id));
    uploaded.then(
      (attachment) => this.#change(id, { status: 'done', uploaded: attachment }),
      (cause: unknown) => {
        // Called off by its removal, or by that of the element, which may come back.
        const { aborted } = controller.signal;
        this.#change(
          id,
          aborted ? { status: 'waiting', sentBytes: 0 } : { status: 'failed', error: errorBodyOf(cause) },
        );
      },
    );
  }

  /** A file may have come to be in another conversation than the present one. */
  #change(id: number, change: Partial<AttachedFile>): void {
    for (const [conversationId, files] of this.#trays) {
      if (!files.some((file) => file.id === id)) continue;
      const changed = files.map((file) => (file.id === id ? { ...file, ...change } : file));
      this.#trays.set(conversationId, changed);
      this.#host.element.requestUpdate();
    }
  }

  #set(files: readonly AttachedFile[]): void {
    this.#trays.set(this.#conversationId, files);
    this.#host.element.requestUpdate();
  }
}
