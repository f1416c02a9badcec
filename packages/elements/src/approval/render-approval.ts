import type { ApprovalEntry, Participant } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { alertIcon, checkIcon, chevronIcon, clockIcon, closeIcon, shieldIcon } from '../icons/icons.js';
import { formatMoment, formatTime } from '../messages/format-time.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { ApprovalMessages } from './approval-words.js';
import { type ApprovalSlice, type ApprovalStage, isTooLate } from './approval-view.js';
import { renderArguments } from './render-arguments.js';
import { formatTimeLeft } from './time-left.js';

export interface ApprovalContext {
  readonly approval: ApprovalEntry;
  readonly slice: ApprovalSlice;
  readonly messages: ApprovalMessages;
  readonly locale: string | undefined;
}

/** Who asks for what, why, and what is known of it. */
export function renderFacts({ approval, slice, messages }: ApprovalContext, title: string): TemplateResult {
  const { subject, reason } = approval;
  const stage = subject.stage === undefined ? null : visibleControls(subject.stage);
  const chips = [
    ...(stage === null ? [] : [messages.approvalStage(stage)]),
    ...(subject.toolVersion === undefined
      ? []
      : [messages.approvalVersion(visibleControls(subject.toolVersion))]),
  ];
  return html`<p class="title" part="title">${shieldIcon}<span>${title}</span></p>
    ${reason === undefined ? nothing : html`<p class="reason" part="reason" dir="auto">${visibleControls(reason.message)}</p>`}
    ${
      chips.length === 0
        ? nothing
        : html`<ul class="facts" part="facts">
            ${chips.map((chip) => html`<li>${chip}</li>`)}
          </ul>`
    }
    ${
      slice.open?.covers === 'stage' && stage !== null
        ? html`<p class="covers">${alertIcon}<span>${messages.approvalCoversStage(stage)}</span></p>`
        : nothing
    }`;
}

/** Why this viewer's answer was refused. What was closed meanwhile cannot be answered again. */
export function renderFailure(answer: ApprovalSlice['answer'], messages: ApprovalMessages): unknown {
  if (answer?.status !== 'failed' || answer.error === null) return nothing;
  const { code, message } = answer.error;
  const words =
    code === 'ApprovalClosed'
      ? messages.approvalClosed
      : code === 'ApprovalExpired'
        ? messages.approvalExpired
        : html`${messages.approvalRefused}: <bdi>${message}</bdi>`;
  return html`<p class="failure" part="failure" role="alert">${alertIcon}<span>${words}</span></p>`;
}

/** What happens next, whom it waits for, and until when. */
export function renderWaiting(
  { approval, slice, messages, locale }: ApprovalContext,
  stage: ApprovalStage,
  asker: string,
): unknown {
  // How it was decided is on its way: until then there is nothing to say but that it was.
  if (isTooLate(slice.answer)) return nothing;
  const words =
    stage === 'open'
      ? approval.subject.kind === 'tool'
        ? messages.approvalNext(asker)
        : messages.approvalNextSetting
      : stage === 'watching'
        ? messages.approvalWaitsFor(approverNames(approval, slice.participants, messages, locale))
        : slice.isConnected
          ? messages.approvalSending
          : messages.sentWhenConnected;
  return html`<p class="next" part="next">
      ${stage === 'sending' ? html`<span class="spinner"></span>` : nothing}<span>${words}</span>
    </p>
    ${stage === 'sending' ? nothing : renderExpiry(approval, messages, locale)}`;
}

function renderExpiry(
  { expiresAt }: ApprovalEntry,
  messages: ApprovalMessages,
  locale: string | undefined,
): unknown {
  if (expiresAt === null) return nothing;
  const leftMs = Date.parse(expiresAt) - Date.now();
  // The clock of this machine may be wrong: that the time is up is for the server to say.
  const words =
    leftMs > 0 ? messages.approvalExpiresIn(formatTimeLeft(leftMs, locale)) : messages.approvalExpiresNow;
  return html`<p class="expiry ${leftMs < 60_000 ? 'soon' : ''}" part="expiry">
    ${clockIcon}<time datetime=${expiresAt} title=${formatMoment(new Date(expiresAt), locale)}>${words}</time>
  </p>`;
}

interface OutcomeView {
  readonly stage: ApprovalStage;
  readonly title: string;
  readonly isOpen: boolean;
  readonly isLate: boolean;
  readonly onToggle: () => void;
}

/** How it was answered, in one line that opens. */
export function renderOutcome(
  { approval, slice, messages, locale }: ApprovalContext,
  { stage, title, isOpen, isLate, onToggle }: OutcomeView,
): TemplateResult {
  const { subject, resolvedBy = '', resolvedTs, comment, editedArgs } = approval;
  const by = nameOf(resolvedBy, slice.participants);
  const words = outcomeWords(stage, by, editedArgs !== undefined, messages);
  const when = resolvedTs === undefined ? null : new Date(resolvedTs);
  return html`<button
      type="button"
      class="fold-summary"
      part="outcome"
      aria-expanded=${isOpen ? 'true' : 'false'}
      aria-controls="body"
      @click=${onToggle}
    >
      <span class="sign">${outcomeIcon(stage)}</span>
      <span class="line">
        <bdi class="name">${visibleControls(subject.name)}</bdi> · ${words}
        ${
          when === null
            ? nothing
            : html`<time datetime=${resolvedTs} title=${formatMoment(when, locale)}>${formatTime(when, locale)}</time>`
        }
      </span>
      <span class="chevron">${chevronIcon}</span>
    </button>
    ${comment === undefined ? nothing : html`<p class="comment"><bdi>${visibleControls(comment)}</bdi></p>`}
    ${isLate ? html`<p class="failure" part="failure" role="alert">${alertIcon}<span>${messages.approvalTooLate}</span></p>` : nothing}
    <div id="body" class="fold-body" ?hidden=${!isOpen}>
      ${
        isOpen
          ? [
              html`<p class="asked">${title}</p>`,
              editedArgs === undefined
                ? renderArguments(approval.args, messages.approvalArguments, messages)
                : [
                    html`<p class="label">${messages.approvalEdited}</p>`,
                    renderArguments(editedArgs, messages.approvalEdited, messages),
                    html`<p class="label">${messages.approvalAsked}</p>`,
                    renderArguments(approval.args, messages.approvalAsked, messages),
                  ],
            ]
          : nothing
      }
    </div>`;
}

function outcomeWords(
  stage: ApprovalStage,
  by: string,
  isEdited: boolean,
  messages: ApprovalMessages,
): string {
  switch (stage) {
    case 'approved':
      return isEdited ? messages.approvalApprovedEdited(by) : messages.approvalApproved(by);
    case 'denied':
      return messages.approvalDenied(by);
    case 'expired':
      return messages.approvalExpired;
    default:
      return messages.approvalDropped;
  }
}

function outcomeIcon(stage: ApprovalStage): TemplateResult {
  return stage === 'approved' ? checkIcon : stage === 'denied' ? closeIcon : clockIcon;
}

/** Operators are on no roster: who is not on it is called so. */
function approverNames(
  { approvers }: ApprovalEntry,
  participants: readonly Participant[],
  messages: ApprovalMessages,
  locale: string | undefined,
): string {
  if (approvers === 'operators') return messages.approvalOperator;
  const names = approvers.map((id) => nameOf(id, participants));
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names);
}

function nameOf(id: string, participants: readonly Participant[]): string {
  const name = participants.find(({ participantId }) => participantId === id)?.displayName;
  return visibleControls(name === undefined || name === '' ? id : name);
}
