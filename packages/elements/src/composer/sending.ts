import { reportFailure } from '../context/report-failure.js';
import type { MessageTable } from '../messages/message-table.js';
import { AgentChatCommandEvent, AgentChatSubmitEvent } from './composer.events.js';
import { commandIn } from './composer-commands.js';
import type { ComposerHost } from './composer-host.js';
import type { ComposerParts } from './composer-parts.js';
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

  /** Sends what can be sent: whether it has left the field. */
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
    const isTaken =
      typed !== null &&
      !host.element.dispatchEvent(new AgentChatCommandEvent(typed.command.name, typed.args));
    return isTaken || this.#send(text);
  }

  #send(text: string): boolean {
    const { element, client } = this.#host;
    const files = this.#parts.attachments.part?.parts ?? [];
    const parts = [...(text === '' ? [] : [{ type: 'text', partId: 'p1', text } as const]), ...files];
    if (!element.dispatchEvent(new AgentChatSubmitEvent(text, parts))) return false;
    if (client === null) this.#waiting.add(text);
    else reportFailure(element, client.sendMessage(files.length === 0 ? { text } : { parts }));
    return true;
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
