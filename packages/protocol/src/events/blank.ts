import type { ErrorBody } from '../values/error-body.js';
import { ENVELOPE_FIELDS } from '../shapes/event-fields.js';
import { fieldsOf } from '../values/fields.js';
import type { KnownEvent, KnownEventType } from './event.js';

type Payload<T extends KnownEventType> = Extract<KnownEvent, { type: T }>['payload'];
type Blank<P> =
  | ((payload: P) => P)
  /** The fields that stay, and what says nothing in place of others. */
  | readonly [kept: readonly (keyof P)[], instead?: Partial<P>];
type Blanks = { readonly [T in KnownEventType]?: Blank<Payload<T>> };

/** What is left of each payload that can hold what a person said or did. All others hold nothing of it. */
const BLANKS: Blanks = {
  message: blankMessage,
  message_queued: [['messageId', 'delivery'], { parts: [] }],
  queued_changed: [['messageId', 'delivery'], { parts: [] }],
  thought: [[], { text: '' }],
  tool_call: [['toolCallId', 'name'], { args: null }],
  tool_started: [['toolCallId', 'attempt'], { argsHash: '' }],
  tool_result: ({ toolCallId, error }) => ({
    toolCallId,
    ...(error ? { error: withoutText(error) } : { output: null }),
  }),
  step: [['node', 'status']],
  query: [['queryId', 'to'], { text: '' }],
  answer: [['queryId'], { text: '' }],
  approval_requested: [['approvalId', 'subject', 'approvers', 'expiresAt'], { args: null, argsHash: '' }],
  approval_resolved: [['approvalId', 'decision'], { argsHash: '' }],
  action_invoked: [['messageId', 'actionId']],
  action_settled: [['actionSeq', 'outcome']],
  card_patched: [['messageId', 'partId', 'rev'], { patch: [] }],
  state_patched: [['runId'], { patch: [] }],
  feedback_given: [['messageId'], { rating: null }],
  handoff: [['to']],
  note: [[], { text: '' }],
};

/** An error as it is when its words are erased. */
export function withoutText({ code, retryable }: ErrorBody): ErrorBody {
  return { code, message: '', retryable };
}

/** A message without what was said. */
export function blankMessage(payload: Payload<'message'>): Payload<'message'> {
  const { outcome } = payload;
  return {
    ...fieldsOf(payload, 'messageId', 'parentId', 'role', 'replyTo'),
    parts: [],
    ...(outcome && { outcome: { status: outcome.status } }),
    erased: true,
  };
}

/** Whether events of this type can be erased one by one; the others go with their conversation. */
export function isErasable(type: string): type is KnownEventType {
  return Object.hasOwn(BLANKS, type);
}

/**
 * `event` without what a person said or did, and without what this version does not know of it. One
 * that cannot be erased is returned as it is.
 */
export function blankEvent<E extends KnownEvent>(event: E): E {
  const { payload } = event;
  const blank = BLANKS[event.type] as Blank<E['payload']> | undefined;
  if (blank === undefined) return event;
  const envelope = fieldsOf<E, keyof E>(event, ...(Object.keys(ENVELOPE_FIELDS) as (keyof E)[]));
  if (typeof blank === 'function') return { ...envelope, payload: blank(payload) };
  const [kept, instead] = blank;
  const left = fieldsOf<object, never>(payload, ...(kept as readonly never[]));
  return { ...envelope, payload: { ...left, ...instead } };
}
