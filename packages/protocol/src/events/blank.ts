import type { KnownEvent, KnownEventType } from './event.js';

type Payload<T extends KnownEventType> = Extract<KnownEvent, { type: T }>['payload'];
type Blanks = { readonly [T in KnownEventType]?: (payload: Payload<T>) => Payload<T> };

/** What is left of each payload that can hold what a person said or did. All others hold nothing of it. */
const BLANKS: Blanks = {
  message: ({ messageId, parentId, role, outcome, replyTo }) => ({
    messageId,
    parentId,
    role,
    parts: [],
    ...(outcome && { outcome: { status: outcome.status } }),
    ...(replyTo === undefined ? {} : { replyTo }),
    erased: true,
  }),
  message_queued: ({ messageId, delivery }) => ({ messageId, delivery, parts: [] }),
  queued_changed: ({ messageId }) => ({ messageId, parts: [] }),
  thought: () => ({ text: '' }),
  tool_call: ({ toolCallId, name }) => ({ toolCallId, name, args: null }),
  tool_started: ({ toolCallId, attempt }) => ({ toolCallId, attempt, argsHash: '' }),
  tool_result: ({ toolCallId, error }) => ({
    toolCallId,
    ...(error ? { error: { code: error.code, message: '', retryable: error.retryable } } : { output: null }),
  }),
  step: ({ node, status }) => ({ node, status }),
  query: ({ queryId, to }) => ({ queryId, text: '', ...(to === undefined ? {} : { to }) }),
  answer: ({ queryId }) => ({ queryId, text: '' }),
  approval_requested: ({ approvalId, subject, approvers, expiresAt }) => ({
    approvalId,
    subject,
    approvers,
    expiresAt,
    args: null,
    argsHash: '',
  }),
  approval_resolved: ({ approvalId, decision }) => ({ approvalId, decision, argsHash: '' }),
  action_invoked: ({ messageId, actionId }) => ({ messageId, actionId }),
  action_settled: ({ actionSeq, outcome }) => ({ actionSeq, outcome }),
  card_patched: ({ messageId, partId, rev }) => ({ messageId, partId, rev, patch: [] }),
  state_patched: ({ runId }) => ({ runId, patch: [] }),
  feedback_given: ({ messageId }) => ({ messageId, rating: null }),
  handoff: ({ to }) => ({ to }),
  note: () => ({ text: '' }),
};

/** Whether events of this type can be erased one by one; the others go with their conversation. */
export function isErasable(type: string): type is KnownEventType {
  return Object.hasOwn(BLANKS, type);
}

/** `event` without what a person said or did. One that cannot be erased is returned as it is. */
export function blankEvent<E extends KnownEvent>(event: E): E {
  const blank = BLANKS[event.type] as ((payload: E['payload']) => E['payload']) | undefined;
  return blank === undefined ? event : { ...event, payload: blank(event.payload) };
}
