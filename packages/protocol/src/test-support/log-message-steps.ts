import { isErasable } from '../events/blank.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import { ACTION_OUTCOMES } from '../events/system.js';
import { audienceLike } from '../fold/seen-alike.js';
import type { JsonPatch } from '../values/patch-operation.js';
import type { LogWriter } from './log-writer.js';
import { audienceOf, pick } from './log-turn-steps.js';

const PEOPLE = ['ada', 'eve', 'carl'] as const;
const PATCHES: readonly JsonPatch[] = [
  [{ op: 'add', path: '/data/rows/-', value: 3 }],
  [{ op: 'replace', path: '/data', value: { rows: [] } }],
  [{ op: 'remove', path: '/nowhere' }],
  [{ op: 'replace', path: '/type', value: 'chart' }],
];

/** What becomes of messages that are there. */
export const MESSAGE_STEPS = {
  invokeAction(log: LogWriter, [which, who, what = 0]: readonly number[]): void {
    const target = pick(
      log.messages().filter((entry) => entry.audience === 'everyone'),
      which,
    );
    if (target === undefined || log.control.ended) return;
    log.write('action_invoked', pick(PEOPLE, who) ?? 'ada', {
      messageId: target.message.messageId,
      actionId: what % 2 ? 'explain' : 'approve-all>=80',
      ...(what % 3 ? { payload: { row: what } } : { partId: 'p3' }),
    });
  },

  settleAction(log: LogWriter, [which, how]: readonly number[]): void {
    const action = pick(log.control.actions, which);
    if (action === undefined) return;
    const outcome = pick(ACTION_OUTCOMES, how) ?? 'done';
    log.write('action_settled', 'system', { actionSeq: action.seq, outcome, message: 'So be it.' });
  },

  patchCard(log: LogWriter, [which, what, how = 0]: readonly number[]): void {
    const target = pick(
      log.messages().filter((entry) => entry.message.parts.some((part) => part.partId === 'p3')),
      which,
    );
    if (target === undefined || log.control.ended) return;
    const rev = (target.cardRevs?.['p3'] ?? 0) + 1 + (how % 5 === 0 ? 1 : 0);
    log.write(
      'card_patched',
      target.author,
      { messageId: target.message.messageId, partId: 'p3', rev, patch: pick(PATCHES, what) ?? [] },
      { audience: audienceLike(target) },
    );
  },

  giveFeedback(log: LogWriter, [which, who, what]: readonly number[]): void {
    const target = pick(log.messages(), which);
    if (target === undefined) return;
    const rating = pick(['up', 'down', null] as const, what) ?? null;
    const { messageId } = target.message;
    const audience = audienceLike(target);
    const author = pick(Array.isArray(audience) ? audience : PEOPLE, who) ?? 'ada';
    log.write(
      'feedback_given',
      author,
      { messageId, rating, comment: 'Well.' },
      { audience: audienceLike(target) },
    );
  },

  selectBranch(log: LogWriter, [which, how = 0]: readonly number[]): void {
    const { openTurn, ended } = log.control;
    if (openTurn !== null || ended) return;
    const target = pick(
      log.messages().filter((entry) => entry.audience === 'everyone'),
      which,
    );
    if (target === undefined) return;
    const { messageId, parentId, role } = target.message;
    if (role !== 'assistant' || how % 2) {
      log.write('branch_selected', 'ada', { tipMessageId: messageId, reason: 'chosen' });
    } else {
      const agentId = target.author;
      log.write('branch_selected', 'ada', { tipMessageId: parentId, reason: 'regenerate', agentId });
    }
  },

  handOff(log: LogWriter, [who, why]: readonly number[]): void {
    if (log.control.ended) return;
    const causedBy = pick(log.control.actions, why)?.seq;
    log.write(
      'handoff',
      'bot',
      { to: pick(['bea', 'ada'], who) ?? 'bea', reason: 'She knows.' },
      causedBy === undefined ? {} : { causedBy },
    );
  },

  note(log: LogWriter, [whom = 0]: readonly number[]): void {
    log.write('note', 'system', { text: 'Mind this.' }, { audience: audienceOf(whom, 'eve') });
  },

  unknown(log: LogWriter, [whom = 0, who]: readonly number[]): void {
    const author = pick(PEOPLE, who) ?? 'ada';
    log.writeAny('moon_phase', author, { phase: 'full' }, { audience: audienceOf(whom, author) });
  },

  eraseMessage(log: LogWriter, [which, chance = 0]: readonly number[]): void {
    const target = pick(log.messages(), which);
    if (target === undefined || log.control.openTurn !== null || chance % 3 !== 0) return;
    const { messageId } = target.message;
    const actions = new Set(
      log.events
        .filter((event) => event.type === 'action_invoked' && idIn(event) === messageId)
        .map((event) => event.seq),
    );
    const seqs = log.events.filter((event) => isAbout(event, messageId, actions)).map((event) => event.seq);
    log.write('erased', 'system', { seqs });
  },

  eraseTurn(log: LogWriter, [which = 0, chance = 0]: readonly number[]): void {
    const { openTurn, lastTurn } = log.control;
    if (openTurn !== null || lastTurn === 0 || chance % 3 !== 0) return;
    const turn = 1 + (which % lastTurn);
    const seqs = log.events
      .filter((event) => event.turn === turn && event.type !== 'message' && isErasable(event.type))
      .map((event) => event.seq);
    if (seqs.length > 0) log.write('erased', 'system', { seqs });
  },
};

function idIn({ payload }: ConversationEvent): string | undefined {
  return (payload as { messageId?: string } | null)?.messageId;
}

function isAbout(event: ConversationEvent, messageId: string, actions: ReadonlySet<number>): boolean {
  if (!isKnownEvent(event) || !isErasable(event.type)) return false;
  return event.type === 'action_settled' ? actions.has(event.payload.actionSeq) : idIn(event) === messageId;
}
