import { describe, expect, it } from 'vitest';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';
import { agentOfTurn } from './agent-of-turn.js';

/** A question, and a turn of the bot's that is open. */
function begun(): LogWriter {
  const log = new LogWriter();
  log.write('created', 'ada', { participants: [...ROSTER] });
  log.says('ada', 'asked', []);
  const execution = { executionId: 'e2', agentId: 'bot', turn: 2, fence: 1, attempt: 1 };
  log.write('execution_started', 'system', execution);
  return log;
}

/** What the system says, in the open turn or in one of its own. */
function told(log: LogWriter, messageId: string, finality: 'none' | 'turn'): void {
  const { openTurn, lastTurn, tipMessageId } = log.control;
  log.write(
    'message',
    'system',
    { messageId, parentId: tipMessageId, role: 'system', parts: [] },
    { turn: openTurn?.turn ?? lastTurn + 1, finality },
  );
}

const agentOf = ({ state }: LogWriter, messageId: string) => agentOfTurn(state, messageId);

describe('the agent of a turn', () => {
  it('is whoever wrote in it, also where others had the last word', () => {
    const log = begun();
    log.says('bot', 'step', [], { finality: 'none' });
    log.says('ada', 'steered', [], { finality: 'none' });
    told(log, 'end', 'turn');
    log.says('bea', 'later', []);
    expect(['step', 'steered', 'end', 'later'].map((id) => agentOf(log, id))).toEqual([
      'bot',
      'bot',
      'bot',
      'bea',
    ]);
  });

  it('is known where it said nothing: by its turn while that is the newest, by its traces then', () => {
    const log = begun();
    log.write('step', 'bot', { node: 'plan', status: 'start' }, { turn: 2 });
    told(log, 'end', 'turn');
    expect(agentOf(log, 'end')).toBe('bot');
    log.says('ada', 'next', []);
    expect(agentOf(log, 'end')).toBe('bot');

    const silent = begun();
    told(silent, 'end', 'turn');
    expect(agentOf(silent, 'end')).toBe('bot');
    silent.says('ada', 'next', []);
    expect(agentOf(silent, 'end')).toBe(null);
  });

  it('is nobody where a person or the system has the turn, and for what is not there', () => {
    const log = begun();
    log.says('bot', 'answer', []);
    told(log, 'warning', 'turn');
    expect(agentOf(log, 'warning')).toBe(null);
    log.says('ada', 'next', []);
    expect(['asked', 'warning', 'next', 'nothing'].map((id) => agentOf(log, id))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
