import { describe, expect, it } from 'vitest';
import type { TurnClearedReason } from '../events/system.js';
import { CONVERSATION_ID, LogWriter, ROSTER } from '../test-support/log-writer.js';
import { emptyState, foldEvents } from './fold.js';

const text = (said: string) => [{ type: 'text' as const, partId: 'p1', text: said }];

function begun(): LogWriter {
  const log = new LogWriter();
  log.write('created', 'ada', { participants: [...ROSTER] });
  return log;
}

function clears(log: LogWriter, owner: string, reason: 'stopped' | 'lost'): void {
  const turn = log.control.lastTurn + 1;
  const payload = { executionId: `e${turn}`, agentId: owner, turn, fence: turn, attempt: 1 };
  log.write('execution_started', 'system', payload);
  log.write('turn_cleared', 'system', { turn, reason });
}

describe('the close of a person’s turn', () => {
  it('answers the newest agent’s, also when another person has spoken in between', () => {
    const log = begun();
    log.says('ada', 'm1', text('Hello.'));
    expect(log.control.lastClose?.answers).toBe(null);
    log.says('bot', 'm2', text('Ask @bea.'));
    expect(log.control.lastClose).toMatchObject({ owner: 'bot', answers: null });
    const { branched: _branched, answers: _answers, ...ofBot } = log.control.lastClose ?? {};
    for (const [who, messageId] of [
      ['ada', 'm3'],
      ['eve', 'm4'],
    ] as const) {
      log.says(who, messageId, text('Well.'));
      expect(log.control.lastClose).toMatchObject({ owner: who, mentions: [] });
      expect(log.control.lastClose?.answers).toEqual(ofBot);
    }
    expect(ofBot).toMatchObject({ owner: 'bot', mentions: ['bea'] });
  });

  it('answers nobody after a stop, a lost turn or another branch', () => {
    const answersAfter = (between: (log: LogWriter) => void) => {
      const log = begun();
      log.says('ada', 'm1', text('Hello.'));
      log.says('bot', 'm2', text('Well.'));
      between(log);
      log.says('ada', 'm3', text('Go on.'));
      return log.control.lastClose?.answers;
    };
    expect(answersAfter(() => undefined)).not.toBe(null);
    expect(answersAfter((log) => clears(log, 'bea', 'stopped'))).toBe(null);
    expect(answersAfter((log) => clears(log, 'bea', 'lost'))).toBe(null);
    const branch = { tipMessageId: 'm1', reason: 'chosen' as const };
    expect(answersAfter((log) => void log.write('branch_selected', 'ada', branch))).toBe(null);
  });

  it('names nobody once the messages are erased, as the blanked log folds', () => {
    const log = begun();
    log.says('ada', 'm1', text('Hello.'));
    log.says('bot', 'm2', text('Ask @bea.'));
    log.says('eve', 'm3', text('Yes, @bea.'));
    const seqs = [3, 4];
    log.write('erased', 'ada', { seqs });
    expect(log.control.lastClose).toMatchObject({ mentions: [], answers: { mentions: [] } });
    const blanked = log.events.map((event) =>
      seqs.includes(event.seq)
        ? { ...event, payload: { ...(event.payload as object), parts: [], erased: true } }
        : event,
    );
    const folded = foldEvents(emptyState(CONVERSATION_ID), blanked);
    expect(folded.control).toEqual(log.control);
  });
});

describe('a branch that is selected', () => {
  it('leaves how the last turn closed, and tells who wished for another answer', () => {
    const log = begun();
    log.says('ada', 'm1', text('Hello.'));
    clears(log, 'bot', 'stopped');
    const before = log.control.lastClose;
    log.write('branch_selected', 'eve', { tipMessageId: 'm1', reason: 'regenerate', agentId: 'bot' });
    expect(log.control.lastClose).toEqual({ ...before, branched: true });
    expect(log.control.due).toEqual({
      participantId: 'bot',
      seq: log.control.seq,
      author: 'eve',
      byAgent: false,
    });
  });
});

describe('whom the owner of a turn has named in it', () => {
  /** Who is due after a turn of the agent that ends so, and by whom that was said. */
  const named = (reason: TurnClearedReason, meanwhile: (log: LogWriter) => void) => {
    const log = begun();
    log.says('ada', 'm1', text('Hello.'));
    log.write('handoff', 'bot', { to: 'eve' });
    const payload = { executionId: 'e2', agentId: 'bot', turn: 2, fence: 2, attempt: 1 };
    log.write('execution_started', 'system', payload);
    meanwhile(log);
    log.write('turn_cleared', 'system', { turn: 2, reason });
    const { participantId, author } = log.control.due ?? {};
    return [participantId, author];
  };
  const hands = (author: string, to: string) => (log: LogWriter) => void log.write('handoff', author, { to });

  it.each(['restart', 'lost'] as const)('is named no more when the turn is cleared as %s', (reason) => {
    expect(named(reason, hands('bot', 'bea'))).toEqual([undefined, undefined]);
    expect(named(reason, hands('ada', 'bea'))).toEqual(['bea', 'ada']);
    expect(named(reason, () => undefined)).toEqual(['eve', 'bot']);
  });

  it('stays named when it is cleared for good', () => {
    expect(named('stopped', hands('bot', 'bea'))).toEqual(['bea', 'bot']);
    expect(named('idle', hands('bot', 'bea'))).toEqual(['bea', 'bot']);
  });
});

describe('a message of the system’s own turn', () => {
  it('is nobody’s turn: it moves the numbers and the tip, and nothing that guidance goes by', () => {
    const log = begun();
    log.says('ada', 'm1', text('Hello.'));
    clears(log, 'bot', 'lost');
    const { lastClose, countedTurns, recentOwners, lostAttempts, lastTurn } = log.control;
    log.says('system', 'm2', text('Paused.'));
    expect(log.control).toMatchObject({ lastClose, countedTurns, recentOwners, lostAttempts });
    expect(log.control).toMatchObject({
      lastTurn: lastTurn + 1,
      lastClosedSeq: log.control.seq,
      tipMessageId: 'm2',
    });
  });
});
