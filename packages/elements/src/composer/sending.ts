import type { ChatClient } from '@agent-chat/client';
import type { AttachmentPart, Part } from '@agent-chat/protocol';
import { reportFailure } from '../context/report-failure.js';
import type { MessageTable } from '../messages/message-table.js';
import { AgentChatCommandEvent, AgentChatSubmitEvent } from './composer.events.js';
import { commandIn, type ComposerCommand, type TypedCommand } from './composer-commands.js';
import type { ComposerHost } from './composer-host.js';
import type { ComposerParts } from './composer-parts.js';
import type { Along } from './held-back/held-back.js';
import type { WaitingTexts } from './waiting-texts.js';

/** The way of what is in the field, and of the files beside it, to the client. */
export class Sending {
  readonly #host: ComposerHost;
  readonly #parts: ComposerParts;
  readonly #waiting: WaitingTexts;
  /** What stands between a person who has sent and the sending. */
  #obstacle: 'none' | 'uploading' | 'failed' = 'none';

  constructor(host: ComposerHost, parts: ComposerParts, waiting: WaitingTexts) {
    this.#host = host;
    this.#parts = parts;
    this.#waiting = waiting;
  }

  /** Whether there is nothing to send. */
  get isEmpty(): boolean {
    return this.#host.value.trim() === '' && !this.#hasFiles;
  }

  get #hasFiles(): boolean {
    const attachments = this.#parts.attachments.part;
    return (
      attachments !== null && (attachments.isBusy || attachments.hasFailed || attachments.parts.length > 0)
    );
  }

  /** The person goes on writing, or does something else: nothing is sent by itself any more. */
  forget(): void {
    this.#set('none');
  }

  /** Sends what was sent while its files were on their way, once they are there. */
  resume(): boolean {
    const isReady = this.#obstacle === 'uploading' && this.#parts.attachments.part?.isBusy === false;
    return isReady && this.submit();
  }

  /** Sends what can be sent, or has it done: whether it has left the field. Files go with a message. */
  submit(): boolean {
    const host = this.#host;
    if (host.isDisabled || this.isEmpty) return false;
    const attachments = this.#parts.attachments.part;
    if (attachments?.isBusy === true || attachments?.hasFailed === true) {
      this.#set(attachments.isBusy ? 'uploading' : 'failed');
      return false;
    }
    const text = host.value.trim();
    const typed = commandIn(text, host.commands);
    if (typed !== null && this.#isTaken(typed)) return true;
    const heldBack = this.#parts.heldBack.part;
    if (!this.#send(text, attachments?.parts, heldBack?.along)) return false;
    attachments?.clear();
    heldBack?.forget();
    return true;
  }

  /** Has a command done at once: what is in the field, and the files beside it, stay. */
  run(command: ComposerCommand): void {
    if (this.#host.isDisabled || this.#isTaken({ command, args: '' })) return;
    this.#send(`/${command.name}`);
  }

  /** Whether the page does it by itself. */
  #isTaken({ command, args }: TypedCommand): boolean {
    return !this.#host.element.dispatchEvent(new AgentChatCommandEvent(command.name, args));
  }

  #send(text: string, files: readonly AttachmentPart[] = [], along: Along | null = null): boolean {
    const { element, client } = this.#host;
    const written = text === '' ? [] : [{ type: 'text', partId: 'p1', text } as const];
    const parts = [...written, ...files, ...(along?.parts ?? [])];
    if (!element.dispatchEvent(new AgentChatSubmitEvent(text, parts))) return false;
    const isText = client === null || (files.length === 0 && along === null);
    reportFailure(element, isText ? this.sendText(text) : sendParts(client, parts, along));
    return true;
  }

  /** Sends a text beside what is in the field: once there is a client, if there is none. */
  sendText(text: string): Promise<unknown> {
    return this.#host.client?.sendMessage({ text }) ?? this.#waiting.add(text);
  }

  /** Why what was sent is still in the field. */
  noteInWords(messages: MessageTable): string {
    if (this.#obstacle === 'none') return '';
    return this.#obstacle === 'uploading' ? messages.sentWhenUploaded : messages.fileInTheWay;
  }

  #set(obstacle: 'none' | 'uploading' | 'failed'): void {
    if (obstacle === this.#obstacle) return;
    this.#obstacle = obstacle;
    this.#host.element.requestUpdate();
  }
}

function sendParts(client: ChatClient, parts: readonly Part[], along: Along | null): Promise<unknown> {
  return along === null ? client.sendMessage({ parts }) : client.sendMessage({ parts }, along.options);
}
