import { type Citation, isKnownPart, type Part } from '@agent-chat/protocol';
import { html, nothing } from 'lit';
import { longText } from '../markdown/long-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { inertText } from '../tool-call/inert-text.js';
import type { LazyMessagePart } from './lazy-message-parts.js';

const MARKDOWN_PARTS = `link, code-inline, code-block, code-head, formula, more, table, image, image-placeholder,
  citation, sources, source, source-panel, source-link`;
/** The same object each time: another one would have every block rendered again. */
const NO_CITATIONS: readonly Citation[] = [];

export interface PartContext {
  readonly messages: MessageTable;
  readonly baseUrl: string | undefined;
  readonly side: 'user' | 'agent';
  /** Whether more of the message may follow. */
  readonly isLive: boolean;
  /** Told what is to be shown that few conversations have. */
  readonly onLazy: (part: LazyMessagePart) => void;
}

/**
 * One part of a message. What a person wrote is shown as written: markdown is the agents' language,
 * and a person's asterisks are asterisks.
 */
export function renderPart(part: Part, isLast: boolean, context: PartContext): unknown {
  const { messages, isLive } = context;
  if (!isKnownPart(part)) return renderUnknown(part, context);
  switch (part.type) {
    case 'text':
      return context.side === 'user'
        ? html`<p class="own-text" dir="auto">${longText(part.text, messages)}</p>`
        : html`<agent-markdown
            exportparts=${MARKDOWN_PARTS}
            .text=${part.text}
            .citations=${part.citations ?? NO_CITATIONS}
            .baseUrl=${context.baseUrl}
            .streaming=${isLive && isLast}
          ></agent-markdown>`;
    case 'reasoning':
      return html`<agent-reasoning
        exportparts="summary: reasoning-summary, body: reasoning-body"
        .text=${part.text}
        .durationMs=${part.durationMs}
        .streaming=${isLive && isLast}
      ></agent-reasoning>`;
    case 'card':
      context.onLazy('agent-card');
      return html`<agent-card exportparts="card" .card=${part.card}
        >${inertText(part.card.fallbackText ?? part.card.type)}</agent-card
      >`;
    case 'attachment':
      context.onLazy('agent-attachment');
      return html`<agent-attachment exportparts="file: attachment" .attachment=${part}
        >${messages.attachment}: ${part.name}</agent-attachment
      >`;
    case 'data':
      return html`<details class="other-part">
        <summary>${part.name}</summary>
        <pre>${inertText(part.data)}</pre>
      </details>`;
  }
}

/** A draft of a card has no text to show yet; whatever else is unknown is named. */
function renderUnknown(part: Part, { messages, isLive }: PartContext): unknown {
  if (isLive) return nothing;
  return html`<p class="other-part">${messages.unknownPart(part.type)}</p>`;
}
