import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationEvent, type KnownEventType } from '../events/event.js';
import { isKnownEvent, parseEvent } from '../events/parse-event.js';
import { ENVELOPE_FIELDS, payloadFields } from '../shapes/event-fields.js';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';
import { emptyState, foldEvents } from './fold.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';

// The law of docs/guarantees.md: what is unknown of an event is where the event is in the state, apart
// from what is known.

const OPERATOR = { operator: true };
const KNOWN_TYPES = Object.keys(ConversationEvent.variants.known) as KnownEventType[];

/** Events that leave nothing of themselves in the state, known or unknown. */
const PASSING: readonly KnownEventType[] = [
  'stop_requested',
  'queued_removed',
  'branch_selected',
  'state_patched',
  'erased',
];

/** One conversation with an event of each type, of which the first of a type is about what is still there. */
function everyType(): readonly ConversationEvent[] {
  const log = new LogWriter();
  const text = { type: 'text', partId: 'p', text: 'Hello' };
  const card = { type: 'card', partId: 'c', card: { type: 'table', version: 1, data: { rows: 0 } } };
  const patch = [{ op: 'add' as const, path: '/rows', value: 1 }];
  const cardPatch = [{ op: 'replace' as const, path: '/data/rows', value: 1 }];
  const budget = {
    meter: 'money',
    scope: { kind: 'conversation' as const, id: 'c1' },
    window: 'day' as const,
  };
  const reason = { code: 'asked', message: 'Wait.' };
  const question = { args: 1, argsHash: 'h', approvers: 'operators' as const, expiresAt: null };
  const tool = { kind: 'tool' as const, name: 'n' };
  const usage = { model: 'small', inputTokens: 1, outputTokens: 1, latencyMs: 1 };

  log.write('created', 'system', { participants: [...ROSTER] });
  log.write('updated', 'ada', { title: 'A talk' });
  log.write('run_changed', 'ada', { runId: 'r', status: 'running', previousStatus: null });
  log.write('state_patched', 'bot', { runId: 'r', patch });
  log.says('ada', 'm1', [text]);
  log.write('thought', 'bot', { text: 'Hm' }, { turn: 2 });
  log.write('turn_cleared', 'system', { turn: 2, reason: 'lost' });
  log.write('execution_started', 'system', {
    executionId: 'e',
    agentId: 'bot',
    turn: 3,
    fence: 1,
    attempt: 1,
  });
  log.write('step', 'bot', { node: 'n', status: 'ok' }, { turn: 3 });
  log.write('tool_call', 'bot', { toolCallId: 't', name: 'n', args: 1 }, { turn: 3 });
  log.write('approval_requested', 'bot', {
    approvalId: 'a',
    subject: { ...tool, toolCallId: 't' },
    ...question,
  });
  log.write('approval_resolved', 'ada', { approvalId: 'a', decision: 'approve', argsHash: 'h' });
  log.write('approval_requested', 'bot', {
    approvalId: 'b',
    subject: { ...tool, toolCallId: 'u' },
    ...question,
  });
  log.write('approval_expired', 'system', { approvalId: 'b', reason: 'expired' });
  log.write('tool_started', 'bot', { toolCallId: 't', argsHash: 'h', attempt: 1 }, { turn: 3 });
  log.write('tool_result', 'bot', { toolCallId: 't', output: { found: 1 } }, { turn: 3 });
  log.write('query', 'bot', { queryId: 'q', text: 'Which?' }, { turn: 3 });
  log.write('answer', 'ada', { queryId: 'q', text: 'That' }, { turn: 3 });
  log.write('usage', 'bot', usage, { turn: 3 });
  log.says('bot', 'm2', [card], { finality: 'none' });
  log.write('card_patched', 'bot', { messageId: 'm2', partId: 'c', rev: 1, patch: cardPatch });
  log.write('feedback_given', 'ada', { messageId: 'm2', rating: 'up' });
  const { seq: actionSeq } = log.write('action_invoked', 'ada', { messageId: 'm2', actionId: 'go' });
  log.write('action_settled', 'system', { actionSeq, outcome: 'done' });
  log.write('message_queued', 'ada', { messageId: 'm3', parts: [text], delivery: 'next' });
  log.write('queued_changed', 'ada', { messageId: 'm3', parts: [] });
  const { seq: gone } = log.write('message_queued', 'ada', { messageId: 'm4', parts: [], delivery: 'next' });
  log.write('queued_removed', 'ada', { messageId: 'm4', reason: 'cancelled' });
  log.write('erased', 'system', { seqs: [gone] });
  log.write('stop_requested', 'ada', { turn: 3, mode: 'graceful' });
  log.write('roster_changed', 'ada', { added: [], removed: ['eve'] });
  log.write('autopilot_set', 'ada', { level: 1 });
  log.write('budget_set', 'ada', { ...budget, limit: 3 });
  log.write('budget_exceeded', 'system', { budget: { ...budget, limit: 3 }, used: 3, requested: 1 });
  log.write('policy_changed', 'ada', { policyId: 'p', version: 1, source: '', hash: 'h' });
  log.write('paused', 'ada', { reason });
  log.write('resumed', 'ada', {});
  log.write('branch_selected', 'ada', { tipMessageId: 'm1', reason: 'chosen' });
  log.write('handoff', 'ada', { to: 'bea' });
  log.write('note', 'ada', { text: 'n' });
  return log.events;
}

/** A log as it is read, folded, sent as a snapshot, read and sent again. */
function sentAgain(log: readonly unknown[]): unknown {
  const events = (JSON.parse(JSON.stringify(log)) as unknown[]).map(parseEvent);
  const sent = JSON.stringify(toSnapshot(foldEvents(emptyState('c1'), events), OPERATOR, Infinity));
  const read = fromSnapshot(JSON.parse(sent) as ReturnType<typeof toSnapshot>);
  return JSON.parse(JSON.stringify(toSnapshot(read, OPERATOR, Infinity)));
}

/** What no version of this package writes. */
const MARK = 'said by a newer version';
const values = fc.jsonValue({ maxDepth: 2 }).map((value) => ({ [MARK]: value }));

/** Names that mean something where it would be put, were it put among what is known, and any other. */
const TEMPTING =
  'kind seq ts turn author audience runId changedBy unknown status startedTs endedTs output error answer text ' +
  'resolvedBy resolvedTs outcome outcomeMessage finality feedback withdrawn cardRevs message event resolution ' +
  'executionId parts participants title control toString __proto__';
const names = fc.oneof(fc.constantFrom(...TEMPTING.split(' ')), fc.string({ minLength: 1 }));

/** All that is found under `name`, at any depth. */
function under(name: string, json: unknown): unknown[] {
  if (json === null || typeof json !== 'object') return [];
  const inside = Object.values(json).flatMap((value) => under(name, value));
  return Object.hasOwn(json, name) ? [...inside, (json as Record<string, unknown>)[name]] : inside;
}

/** Without what is marked, and without the places for what is unknown. */
function known(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(known);
  if (json === null || typeof json !== 'object') return json;
  const fields = Object.entries(json).filter(([name, value]) => name !== 'unknown' && !isMarked(value));
  return Object.fromEntries(fields.map(([name, value]) => [name, known(value)]));
}
const isMarked = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, MARK);

describe('an unknown field', () => {
  const log = everyType();
  const plain = known(sentAgain(log));

  it('has been tried on every type of event', () => {
    expect([...new Set(log.map(({ type }) => type))].sort()).toEqual([...KNOWN_TYPES].sort());
    for (const event of log) expect(parseEvent(event)).toBe(event);
  });

  describe.each(KNOWN_TYPES)('of %s', (type) => {
    const index = log.findIndex((event) => event.type === type);
    const event = log[index] as ConversationEvent;
    const isKept = !PASSING.includes(type);

    it(`${isKept ? 'survives' : 'stays in the log'}, and passes for nothing that is known`, () => {
      fc.assert(
        fc.property(names, values, fc.boolean(), (name, value, inPayload) => {
          fc.pre(!Object.hasOwn(inPayload ? payloadFields(type) : ENVELOPE_FIELDS, name));
          const changed = inPayload
            ? { ...event, payload: { ...(event.payload as object), [name]: value } }
            : { ...event, [name]: value };
          const snapshot = sentAgain(log.with(index, changed));
          const kept = under(name, snapshot).filter((one) => isMarked(one));
          expect(kept.length > 0).toBe(isKept);
          // In JSON, where -0 is 0.
          for (const one of kept) expect(one).toEqual(JSON.parse(JSON.stringify(value)));
          expect(known(snapshot)).toEqual(plain);
        }),
        { numRuns: 50 },
      );
    });
  });
});

describe('what is unknown', () => {
  it('makes nobody else the author of what is open', () => {
    const log = new LogWriter();
    log.write('created', 'system', { participants: [...ROSTER] });
    log.says('bot', 'm1', []);
    const { seq } = log.writeAny('action_invoked', 'ada', {
      messageId: 'm1',
      actionId: 'go',
      author: 'eve',
      seq: 99,
    });
    expect(log.control.actions).toEqual([
      { seq, author: 'ada', byAgent: false, messageId: 'm1', actionId: 'go' },
    ]);
  });

  it('says of an entry of which event it is', () => {
    const log = new LogWriter();
    log.write('created', 'system', { participants: [...ROSTER] });
    const call = { toolCallId: 't', name: 'n', args: 1, x_tone: 'calm' };
    log.writeAny('tool_call', 'bot', call, { turn: 1 });
    log.writeAny('tool_result', 'bot', { toolCallId: 't', output: 1, x_tone: 'glad' }, { turn: 1 });
    expect([...(log.state.timeline.entries.at(-1)?.unknown ?? [])]).toEqual([
      { seq: 2, type: 'tool_call', payload: { x_tone: 'calm' } },
      { seq: 3, type: 'tool_result', payload: { x_tone: 'glad' } },
    ]);
  });

  it('is the newest where it is of what is open, and reaches nobody who may not see its event', () => {
    const log = new LogWriter();
    log.writeAny('created', 'system', { participants: [...ROSTER], x_a: 1, x_b: 1 });
    log.writeAny('updated', 'ada', { x_b: 2 });
    log.writeAny('updated', 'ada', { x_b: 3 }, { audience: 'operators' });
    expect(log.control.unknown?.payload).toEqual({ x_a: 1, x_b: 2 });
    expect(log.events.every(isKnownEvent)).toBe(true);
  });
});
