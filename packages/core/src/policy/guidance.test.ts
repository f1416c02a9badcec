import { describe, expect, it } from 'vitest';
import { decideInvokeAction } from '../decide/action.js';
import { decideExecutionMessage } from '../decide/execution.js';
import { decideHandOff } from '../decide/remark.js';
import { decideChangeRoster } from '../decide/roster.js';
import { decideStop } from '../decide/stop.js';
import { agent, DecidedLog, user } from '../test-support/decided-log.js';
import { alternationPolicy } from './alternation.js';
import { firstComePolicy } from './first-come.js';
import { guidanceOf } from './guidance.js';
import { humanInTheLoopPolicy } from './human-in-the-loop.js';
import { mentionPolicy } from './mention.js';
import { moderatorPolicy } from './moderator.js';
import { scenarioOrderPolicy } from './scenario-order.js';

const ROSTER = [user('ada'), agent('bot'), agent('cal')];
const POLICIES = [
  alternationPolicy(),
  firstComePolicy(),
  mentionPolicy(),
  moderatorPolicy({ moderatorId: 'cal' }),
  scenarioOrderPolicy(),
  humanInTheLoopPolicy(scenarioOrderPolicy()),
].map((policy) => [policy.name, policy] as const);

function presses(log: DecidedLog, messageId: string): void {
  const rules = { messageActions: [], isHostAsked: false, maxPayloadBytes: 100 };
  const press = { ...log.command(), messageId, actionId: 'explain' };
  log.append(decideInvokeAction(log.state, { participantId: 'ada', operator: false }, press, rules));
}

describe.each(POLICIES)('under the policy %s', (_name, policy) => {
  it('whom an agent has named is due as before when that agent has left', () => {
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    log.says('cal');
    const cal = { participantId: 'cal', operator: false };
    log.append(decideHandOff(log.control, cal, { ...log.command(), to: 'bot' }));
    const before = log.due(policy);
    const by = { participantId: 'host', operator: true };
    log.append(decideChangeRoster(log.control, by, { ...log.command(), removed: ['cal'] }));
    expect(log.control.due).toMatchObject({ participantId: 'bot', author: 'cal', byAgent: true });
    expect(log.due(policy)).toEqual(before);
  });

  it('a person is due in a branch that was chosen', () => {
    const log = new DecidedLog(ROSTER);
    const messageId = log.says('ada');
    log.says('bot');
    log.says('ada');
    log.starts('cal');
    log.clears('stopped');
    expect(log.due(policy)).toEqual(['ada']);
    log.chooses('ada', messageId);
    expect(log.due(policy)).toEqual(['ada']);
  });

  it('what a stop overrode is not due again in another branch, and what is asked for there is', () => {
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    const messageId = log.says('bot');
    log.says('ada');
    log.starts('cal');
    presses(log, messageId);
    log.clears('stopped');
    expect(log.due(policy)).toEqual(['ada']);
    log.chooses('ada', messageId);
    expect(log.due(policy)).toEqual(['ada']);
    presses(log, messageId);
    expect(log.due(policy)).toEqual(['bot']);
  });

  it('a person is due behind a turn that was stopped while its runner lived', () => {
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    const executionId = log.starts('bot');
    const { turn } = log.control.openTurn ?? { turn: 0 };
    log.append(decideStop(log.control, 'ada', { ...log.command(), turn, mode: 'graceful' }));
    const outcome = { status: 'stopped' as const };
    const message = { messageId: 'm9', parts: [], finality: 'turn' as const, outcome };
    log.append(decideExecutionMessage(log.control, executionId, message));
    expect(log.due(policy)).toEqual(['ada']);
  });

  it('a lost turn is not begun anew in another branch', () => {
    const log = new DecidedLog(ROSTER);
    const messageId = log.says('ada');
    log.says('bot');
    log.says('ada');
    log.starts('cal');
    log.clears('lost');
    expect(log.due(policy)).toEqual(['cal']);
    log.chooses('ada', messageId);
    expect(log.due(policy)).toEqual(['ada']);
  });

  const HISTORIES: Record<string, (log: DecidedLog) => void> = {
    'nobody has spoken': () => undefined,
    'a person has spoken': (log) => void log.says('ada', '@cal?'),
    'an agent has spoken': (log) => {
      log.says('ada', '@bot?');
      log.says('bot', '@cal?');
    },
    'a person has read': (log) => {
      log.says('ada', '@bot?');
      log.says('bot', '@cal?');
      log.says('ada', 'ok');
    },
    'an agent was named': (log) => {
      log.says('ada');
      log.says('bot', 'Cal may.', 'cal');
    },
    'a turn was stopped': (log) => {
      log.says('ada');
      log.starts('bot');
      log.clears('stopped');
    },
    'a turn was lost': (log) => {
      log.says('ada');
      log.starts('bot');
      log.clears('lost');
    },
    'a branch was chosen': (log) => {
      const messageId = log.says('ada');
      log.says('bot');
      log.chooses('ada', messageId);
    },
  };

  it.each(Object.entries(HISTORIES))('a notice of the system changes nothing where %s', (_when, play) => {
    const log = new DecidedLog(ROSTER, { maxTurns: 4 });
    play(log);
    const { countedTurns, lostAttempts, lastTurn } = log.control;
    const before = guidanceOf(log.control, policy);
    log.breaksCap();
    expect(log.control).toMatchObject({ countedTurns, lostAttempts, lastTurn: lastTurn + 1, ended: false });
    const turn = before.kind === 'start_turn' ? lastTurn + 2 : lastTurn + 1;
    expect(guidanceOf(log.control, policy)).toEqual({ ...before, turn });
  });
});

it('what waits for a lost turn goes on waiting behind a notice of the system', () => {
  const log = new DecidedLog(ROSTER);
  log.says('ada');
  log.starts('bot');
  log.says('ada', 'And this?');
  log.clears('lost');
  log.breaksCap();
  expect(log.control.queue).toHaveLength(1);
  expect(log.due(alternationPolicy())).toEqual(['bot']);
});
