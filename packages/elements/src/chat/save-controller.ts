import type { ChatClient } from '@agent-chat/client';
import { html, nothing, type ReactiveControllerHost } from 'lit';
import { reportFailure } from '../context/report-failure.js';
import type { LocaleText } from '../messages/locale-text.js';

/** Saves a conversation as a file, and says how that stands. */
export class SaveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  #state: 'running' | 'done' | 'failed' | null = null;
  /** Of the saves, for one that ends after the conversation was left. */
  #count = 0;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
  }

  /** @param format `markdown`, `html` or `json` */
  save(client: ChatClient | null, format: string, text: LocaleText): void {
    if (client === null || this.#state === 'running') return;
    const count = ++this.#count;
    this.#set('running', count);
    const saving = saveAs(client, format, text).then(
      () => this.#set('done', count),
      (cause: unknown) => {
        this.#set('failed', count);
        throw cause;
      },
    );
    reportFailure(this.#host, saving);
  }

  /** Another conversation: nothing was saved of it. */
  reset(): void {
    this.#count += 1;
    this.#state = null;
  }

  render({ messages }: LocaleText): unknown {
    switch (this.#state) {
      case 'running':
        return messages.saving;
      case 'done':
        // The browser shows the file; whoever does not see it hears it.
        return html`<span class="visually-hidden">${messages.saved}</span>`;
      case 'failed':
        return messages.saveFailed;
      case null:
        return nothing;
    }
  }

  #set(state: 'running' | 'done' | 'failed', count: number): void {
    if (count !== this.#count) return;
    this.#state = state;
    this.#host.requestUpdate();
  }
}

async function saveAs(client: ChatClient, format: string, text: LocaleText): Promise<void> {
  const { download, TRANSCRIPT_FORMATS, transcriptFile } = await import('../transcript/save-transcript.js');
  const known = TRANSCRIPT_FORMATS.find((each) => each === format) ?? 'markdown';
  download(await transcriptFile(client, known, text));
}
