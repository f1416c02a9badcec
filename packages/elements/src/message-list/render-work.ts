import { html, nothing, type TemplateResult } from 'lit';
import { alertIcon, retryIcon } from '../icons/icons.js';
import { longText } from '../markdown/long-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { CONVERSATION_PARTS, exportedParts } from '../parts/conversation-parts.js';
import { type StepEvent, stepsOf } from '../step/steps-view.js';
import { inertText, visibleControls } from '../tool-call/inert-text.js';
import type { ToolCallStatus } from '../tool-call/tool-call.js';
import { article } from './article.js';
import { eventWords } from './event-words.js';
import type { Row } from './row.js';
import type { RowView } from './row-view.js';

const REASONING_PARTS = exportedParts('agent-reasoning');

/** With these a call is answered that was not let start. */
const REFUSALS: ReadonlySet<string> = new Set([
  'denied',
  'approval_expired',
  'approval_mismatch',
  'blocked',
  'policy_block',
]);

export function renderTool(
  { item, isAbandoned, attempts, isAsked }: Extract<Row, { kind: 'tool' }>,
  messages: MessageTable,
): TemplateResult {
  const { entry, draft, name } = item;
  const started = entry?.startedTs === undefined ? Number.NaN : Date.parse(entry.startedTs);
  const ended = entry?.endedTs === undefined ? Number.NaN : Date.parse(entry.endedTs);
  const isOver = entry?.status === 'done' || entry?.status === 'failed';
  const isRefused = entry?.error !== undefined && REFUSALS.has(entry.error.code);
  const status: ToolCallStatus = isRefused
    ? 'denied'
    : isOver
      ? entry.status
      : isAbandoned
        ? 'abandoned'
        : isAsked
          ? 'asked'
          : (entry?.status ?? 'preparing');
  const call = html`<agent-tool-call
    exportparts=${CONVERSATION_PARTS['agent-tool-call']}
    .name=${entry?.name ?? name ?? ''}
    .status=${status}
    .args=${entry === null ? draft?.text : entry.args}
    .output=${entry?.output}
    .error=${entry?.error}
    .startedAt=${Number.isNaN(started) ? undefined : started}
    .durationMs=${Number.isNaN(ended - started) ? undefined : ended - started}
    .attempts=${attempts}
  ></agent-tool-call>`;
  return article(messages.toolCall(visibleControls(name ?? '')), call);
}

export function renderSteps(
  { steps, isRunning }: Extract<Row, { kind: 'steps' }>,
  { messages, onNeed }: RowView,
): TemplateResult {
  onNeed('agent-steps');
  const events = steps.flatMap(({ entry }) =>
    entry.kind === 'event' ? [entry.event.payload as StepEvent] : [],
  );
  const words = messages.steps(stepsOf(events, isRunning).length);
  const list = html`<agent-steps
    exportparts=${CONVERSATION_PARTS['agent-steps']}
    .events=${events}
    .running=${isRunning}
    >${words}</agent-steps
  >`;
  return article(words, list);
}

/** What happened besides messages and tools: with an element of its own, or as a line of words. */
export function renderEvent(row: Extract<Row, { kind: 'event' }>, view: RowView): TemplateResult {
  const { entry } = row.item;
  const { messages, onNeed } = view;
  if (entry.kind === 'approval') {
    onNeed('agent-approval');
    const words = messages.approvalTool(row.name, visibleControls(entry.subject.name));
    const approval = html`<agent-approval
      exportparts=${CONVERSATION_PARTS['agent-approval']}
      .approval=${entry}
      .asker=${row.name}
      >${words}</agent-approval
    >`;
    return article(words, approval);
  }
  if (entry.kind === 'query') {
    onNeed('agent-query');
    const query = html`<agent-query
      exportparts=${CONVERSATION_PARTS['agent-query']}
      .query=${entry}
      .asker=${row.name}
      .asked=${row.otherName}
      >${inertText(entry.text)}</agent-query
    >`;
    return article(messages.asks(row.name, row.otherName), query);
  }
  if (entry.kind === 'event' && entry.event.type === 'thought') {
    const { text } = entry.event.payload as { text: string };
    const thought = html`<agent-reasoning exportparts=${REASONING_PARTS} .text=${text}></agent-reasoning>`;
    return article(messages.reasoning, thought);
  }
  const { words, sign } = eventWords(row, view);
  const icon = sign === 'again' ? retryIcon : sign === 'attention' ? alertIcon : nothing;
  return html`<p class="marker" part="marker">${icon}<span>${longText(words, view.messages)}</span></p>`;
}
