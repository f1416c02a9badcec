import { type Citation, isKnownPart, type Part } from '@agent-chat/protocol';
import { html, nothing } from 'lit';
import { longText } from '../markdown/long-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { CONVERSATION_PARTS, exportedParts } from '../parts/conversation-parts.js';
import { inertText, visibleControls } from '../tool-call/inert-text.js';
import type { LazyMessagePart } from './lazy-message-parts.js';

const REASONING_PARTS = exportedParts('agent-reasoning');
const CARD_PARTS = exportedParts('agent-card');
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
        ? html`<p class="own-text" part="own-text" dir="auto">${longText(part.text, messages)}</p>`
        : html`<agent-markdown
            exportparts=${CONVERSATION_PARTS['agent-markdown']}
            .text=${part.text}
            .citations=${part.citations ?? NO_CITATIONS}
            .baseUrl=${context.baseUrl}
            .streaming=${isLive && isLast}
          ></agent-markdown>`;
    case 'reasoning':
      return html`<agent-reasoning
        exportparts=${REASONING_PARTS}
        .text=${part.text}
        .durationMs=${part.durationMs}
        .streaming=${isLive && isLast}
      ></agent-reasoning>`;
    case 'card':
      context.onLazy('agent-card');
      return html`<agent-card exportparts=${CARD_PARTS} .card=${part.card}
        >${inertText(part.card.fallbackText ?? part.card.type)}</agent-card
      >`;
    case 'attachment':
      context.onLazy('agent-attachment');
      return html`<agent-attachment exportparts=${CONVERSATION_PARTS['agent-attachment']} .attachment=${part}
        >${messages.attachment}: ${visibleControls(part.name)}</agent-attachment
      >`;
    case 'data':
      return html`<details class="other-part" part="other">
        <summary>${visibleControls(part.name)}</summary>
        <pre>${inertText(part.data)}</pre>
      </details>`;
  }
}

/** A draft of a card has no text to show yet; whatever else is unknown is named. */
function renderUnknown(part: Part, { messages, isLive }: PartContext): unknown {
  if (isLive) return nothing;
  return html`<p class="other-part" part="other">${messages.unknownPart(visibleControls(part.type))}</p>`;
}
