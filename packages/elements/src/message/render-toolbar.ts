import { type Rating, textOf } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import {
  alertIcon,
  chevronIcon,
  closeIcon,
  editIcon,
  questionIcon,
  retryIcon,
  thumbDownIcon,
  thumbUpIcon,
} from '../icons/icons.js';
import { formatMoment, formatTime } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';
import { CONVERSATION_PARTS } from '../parts/conversation-parts.js';
import type { MessageSlice } from './message-slice.js';
import type { MessageView } from './message-view.js';

export interface ToolbarActions {
  readonly onEdit: () => void;
  readonly onRegenerate: () => void;
  readonly onExplain: () => void;
  readonly onRate: (rating: Rating) => void;
  readonly onBranch: (step: 1 | -1) => void;
  readonly onForget: () => void;
  /** Takes the words of a comment up again that was refused. */
  readonly onComment: () => void;
  readonly onCommentEnd: () => void;
}

interface ToolbarView {
  readonly message: MessageView;
  readonly slice: MessageSlice | null;
  readonly messages: MessageTable;
  readonly locale: string | undefined;
  readonly isCommenting: boolean;
}

/**
 * What can be done with the end of a turn, and with what a person said in the middle of one: not with
 * a step on the way to an answer.
 */
export function renderToolbar(view: ToolbarView, actions: ToolbarActions): unknown {
  const { message, slice, messages, locale, isCommenting } = view;
  const isSaid = message.status === 'logged' && message.side === 'user';
  if (!message.isClosing && !isSaid && slice?.isEnd !== true) return nothing;
  const text = textOf([...(slice?.steps ?? []).flatMap((step) => step.message.parts), ...message.parts]);
  const hasBranches = slice?.siblings != null;
  if (message.isErased === true && !hasBranches && text === '') return nothing;
  // Nothing else there says that a turn which was cleared can be written again.
  const isKept = hasBranches || (!message.isClosing && !isSaid);
  const rating = slice?.rating ?? slice?.refusedRating ?? null;
  return html`<div class="toolbar ${isKept ? 'kept' : ''}" part="toolbar">
      ${message.side === 'user' ? renderTime(message.ts, locale) : nothing}
      ${slice === null ? nothing : renderBranches(slice, messages, actions)}
      ${
        text === ''
          ? nothing
          : html`<agent-copy-button exportparts="button: copy" .text=${text} .label=${messages.copyMessage}></agent-copy-button>`
      }
      ${
        slice === null
          ? nothing
          : message.side === 'user'
            ? renderOwnButtons(slice, messages, actions)
            : renderAnswerButtons(message, slice, messages, actions)
      }
    </div>
    ${
      isCommenting && rating !== null
        ? html`<agent-feedback
            exportparts=${CONVERSATION_PARTS['agent-feedback']}
            .messageId=${message.messageId ?? ''}
            .rating=${rating}
            @close=${actions.onCommentEnd}
          ></agent-feedback>`
        : nothing
    }`;
}

/** What the server has refused, until it is read. */
export function renderRefusal(
  slice: MessageSlice | null,
  messages: MessageTable,
  { onForget, onComment }: Pick<ToolbarActions, 'onForget' | 'onComment'>,
): unknown {
  const error = slice?.refused?.error ?? null;
  if (slice === null || error === null) return nothing;
  return html`<div class="refusal" part="refusal">
    <span role="alert">${alertIcon}<span>${messages.refused}: <bdi>${error.message}</bdi></span></span>
    ${
      slice.refused?.method === 'giveFeedback' && slice.refusedRating !== null && !slice.isOver
        ? html`<button type="button" class="button again" part="retry" @click=${onComment}>${retryIcon}${messages.retry}</button>`
        : nothing
    }
    <button type="button" class="icon-button" part="dismiss" aria-label=${messages.dismiss} title=${messages.dismiss} @click=${onForget}>
      ${closeIcon}
    </button>
  </div>`;
}

function renderOwnButtons(
  { isOwn, isFree, isEnded, isEnd }: MessageSlice,
  messages: MessageTable,
  { onEdit }: ToolbarActions,
): unknown {
  if (!isOwn || isEnded || !isEnd) return nothing;
  return iconButton('edit', messages.editOwnMessage, editIcon, onEdit, !isFree);
}

function renderAnswerButtons(
  { isErased }: MessageView,
  { rating, isFree, isEnded, isOver, isRateable, isRepeatable, isExplaining }: MessageSlice,
  messages: MessageTable,
  { onRate, onRegenerate, onExplain }: ToolbarActions,
): unknown {
  return [
    isRateable
      ? [
          rateButton('up', rating, messages.goodAnswer, thumbUpIcon, onRate, isOver),
          rateButton('down', rating, messages.badAnswer, thumbDownIcon, onRate, isOver),
        ]
      : nothing,
    isEnded || !isRepeatable
      ? nothing
      : iconButton('regenerate', messages.regenerate, retryIcon, onRegenerate, !isFree),
    isEnded || isErased === true
      ? nothing
      : iconButton('explain', messages.why, questionIcon, onExplain, isExplaining),
  ];
}

function renderBranches(
  { siblings, isFree }: MessageSlice,
  messages: MessageTable,
  { onBranch }: ToolbarActions,
): unknown {
  if (siblings === null) return nothing;
  const { index, messageIds } = siblings;
  const count = messageIds.length;
  return html`<span class="branches" part="branches" role="group" aria-label=${messages.versions}>
    ${iconButton('previous', messages.previousVersion, chevronIcon, () => onBranch(-1), !isFree || index === 0)}
    <span class="place">${messages.versionOf(index + 1, count)}</span>
    ${iconButton('next', messages.nextVersion, chevronIcon, () => onBranch(1), !isFree || index === count - 1)}
  </span>`;
}

function rateButton(
  rating: Rating,
  given: Rating | null,
  label: string,
  icon: TemplateResult,
  onRate: (rating: Rating) => void,
  isDisabled: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button rate-${rating}"
    part="toolbar-button rate-${rating}"
    aria-label=${label}
    title=${label}
    aria-pressed=${given === rating ? 'true' : 'false'}
    ?disabled=${isDisabled}
    @click=${() => onRate(rating)}
  >
    ${icon}
  </button>`;
}

function iconButton(
  name: string,
  label: string,
  icon: TemplateResult,
  onClick: () => void,
  isDisabled: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${name}"
    part="toolbar-button ${name}"
    aria-label=${label}
    title=${label}
    ?disabled=${isDisabled}
    @click=${onClick}
  >
    ${icon}
  </button>`;
}

function renderTime(ts: string, locale: string | undefined): TemplateResult {
  const date = new Date(ts);
  return html`<time part="time" datetime=${ts} title=${formatMoment(date, locale)}>${formatTime(date, locale)}</time>`;
}
