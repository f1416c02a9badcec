/** The parts of what stands in a conversation, each by the name that it has one element further out. */
export const CONVERSATION_PARTS = {
  'agent-message-list': `scroller, content, history, retry, day, unread, author, author-name, avatar, time, marker,
    at-work, dots, to-latest`,
  'agent-message': `bubble, own-text, other, mark, status: message-status, retry, discard, send-now, edit, cancel, toolbar,
    toolbar-button, time, copy, rate-up, rate-down, regenerate, explain, branches, previous, next, editor,
    editor-field, save, refusal, dismiss`,
  'agent-markdown': `plain, heading, quote, list, link, code-inline, code-block, code-head, code-wrap, code-copy, formula,
    table, more, image, image-placeholder, footnote, footnotes, citation, sources, source, source-panel, source-link`,
  'agent-reasoning': 'summary: reasoning-summary, body: reasoning-body',
  'agent-card': `card, fallback: card-fallback, title: card-title, entry: card-entry, evidence: card-evidence,
    actions: card-actions, action: card-action, why: card-why`,
  'agent-table-card': 'caption: table-caption, table, more',
  'agent-attachment': `file: attachment, name: attachment-name, facts: attachment-facts, summary: attachment-summary,
    view: attachment-view, download: attachment-download, image: attachment-image`,
  'agent-feedback': 'feedback, feedback-field, feedback-send, feedback-close',
  'agent-tool-call':
    'summary: tool-summary, name: tool-name, status: tool-status, body: tool-body, value: tool-value',
  'agent-steps': 'summary: steps-summary, steps, step, node: step-node, figures: step-figures',
  'agent-approval': `card: approval, title: approval-title, reason: approval-reason, facts: approval-facts,
    arguments: approval-arguments, argument-name, argument-value, editor: approval-editor, review: approval-review,
    next: approval-next, expiry: approval-expiry, failure: approval-failure, approve, edit: approval-edit, deny,
    outcome: approval-outcome`,
  'agent-query': 'question, answer',
};

type Tag = keyof typeof CONVERSATION_PARTS;

/** Which of these elements stand in which. */
const INSIDE: Partial<Record<Tag, readonly Tag[]>> = {
  'agent-message-list': ['agent-message', 'agent-tool-call', 'agent-steps', 'agent-approval', 'agent-query'],
  'agent-message': ['agent-markdown', 'agent-reasoning', 'agent-card', 'agent-attachment', 'agent-feedback'],
  'agent-reasoning': ['agent-markdown'],
  'agent-card': ['agent-markdown', 'agent-table-card'],
};

/** All elements that stand in such an element, at any depth. */
export function elementsInside(tag: Tag): readonly Tag[] {
  return [...new Set((INSIDE[tag] ?? []).flatMap((each) => [each, ...elementsInside(each)]))];
}

/** The attribute `exportparts` of such an element: its own parts, and those of what stands in it. */
export function exportedParts(tag: Tag): string {
  // Further out all have the names already that their own places give them.
  const inner = elementsInside(tag).map((each) => CONVERSATION_PARTS[each].replace(/[\w-]+:/g, ''));
  return [CONVERSATION_PARTS[tag], ...inner].join();
}
