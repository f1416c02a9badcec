import { describe, expect, it } from 'vitest';
import { decideInvokeAction } from '../decide/action.js';
import { decideRegenerate } from '../decide/branch.js';
import { decideHandOff } from '../decide/remark.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { agent, DecidedLog, user } from '../test-support/decided-log.js';
import { alternationPolicy } from './alternation.js';
import { firstComePolicy } from './first-come.js';
import { humanInTheLoopPolicy } from './human-in-the-loop.js';
import { mentionPolicy } from './mention.js';
import { moderatorPolicy } from './moderator.js';
import { scenarioOrderPolicy } from './scenario-order.js';

const ROSTER = [user('ada'), agent('bot'), agent('cal'), agent('dee')];
const asAda = { participantId: 'ada', operator: false };

function played(inner: SchedulingPolicy, turns = 8, roster = ROSTER): string {
  return new DecidedLog(roster).plays(humanInTheLoopPolicy(inner), turns).join(' ');
}

describe('a person in the loop of agents', () => {
  it('stands between them, and the order of the roster goes on behind', () => {
    expect(played(scenarioOrderPolicy())).toBe('ada bot ada cal ada dee ada bot');
  });

  it('goes on in an order that people are not in', () => {
    const order = scenarioOrderPolicy({ order: ['bot', 'cal'] });
    expect(played(order)).toBe('bot ada cal ada bot ada cal ada');
  });

  it('has a turn of its own where the order says so', () => {
    const roster = [user('ada'), user('bob'), agent('bot'), agent('cal')];
    expect(played(scenarioOrderPolicy(), 8, roster)).toBe('ada bob bot ada cal ada bob bot');
  });

  it('leaves other policies as they are where no agent follows an agent', () => {
    expect(played(alternationPolicy())).toBe('ada bot ada bot ada bot ada bot');
    expect(played(firstComePolicy())).toBe('ada bot ada bot ada bot ada bot');
  });

  it('may speak twice before the next one goes on', () => {
    const policy = humanInTheLoopPolicy(scenarioOrderPolicy());
    const log = new DecidedLog([user('ada'), user('bob'), agent('bot'), agent('cal')]);
    for (const who of ['ada', 'bob', 'bot']) log.says(who);
    expect(log.due(policy)).toEqual(['ada', 'bob']);
    log.says('ada');
    log.says('bob');
    expect(log.due(policy)).toEqual(['cal']);
  });

  it('reads what an agent wrote before whom it named goes on, or names another', () => {
    const policy = humanInTheLoopPolicy(mentionPolicy());
    const log = new DecidedLog(ROSTER);
    log.says('ada', '@bot?');
    log.says('bot', 'Ask @cal.');
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada', 'ok');
    expect(log.due(policy)).toEqual(['cal']);
    log.says('cal', 'Ask @bot.');
    log.says('ada', 'No: @dee.');
    expect(log.due(policy)).toEqual(['dee']);
    log.says('dee', 'Ask @bot.');
    log.says('ada', 'Say that again, @dee.');
    expect(log.due(policy)).toEqual(['dee']);
  });

  it('reads before whom an agent hands the turn to goes on', () => {
    const policy = humanInTheLoopPolicy(moderatorPolicy({ moderatorId: 'cal' }));
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    expect(log.due(policy)).toEqual(['cal']);
    log.says('cal', 'Dee may.', 'dee');
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada');
    expect(log.due(policy)).toEqual(['dee']);
    log.says('dee');
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada');
    expect(log.due(policy)).toEqual(['cal']);
    log.says('cal', 'What do you say?', 'ada');
    expect(log.due(policy)).toEqual(['ada']);
  });

  it('need not say anything to hand the turn on', () => {
    const policy = humanInTheLoopPolicy(scenarioOrderPolicy());
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    const messageId = log.says('bot');
    const before = log.control;
    log.append(decideHandOff(before, asAda, { ...log.command(), to: 'dee' }));
    expect(log.due(policy)).toEqual(['dee']);
    log.says('dee');
    expect(log.due(policy)).toEqual(['ada']);
    const rules = { messageActions: [], isHostAsked: false, maxPayloadBytes: 100 };
    const press = { ...log.command(), messageId, actionId: 'explain' };
    log.append(decideInvokeAction(log.state, asAda, press, rules));
    expect(log.due(policy)).toEqual(['bot']);
    const again = log.says('bot');
    log.append(decideRegenerate(log.state, asAda, { ...log.command(), messageId: again }));
    expect(log.due(policy)).toEqual(['bot']);
  });

  it('reads before an agent answers what was pressed while another one wrote', () => {
    const policy = humanInTheLoopPolicy(scenarioOrderPolicy());
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    const messageId = log.says('bot');
    log.says('ada');
    log.starts('cal');
    const rules = { messageActions: [], isHostAsked: false, maxPayloadBytes: 100 };
    const press = { ...log.command(), messageId, actionId: 'explain' };
    log.append(decideInvokeAction(log.state, asAda, press, rules));
    log.clears('restart');
    log.says('cal');
    expect(log.due(policy)).toEqual(['ada']);
    log.append(decideHandOff(log.control, asAda, { ...log.command(), to: 'dee' }));
    expect(log.due(policy)).toEqual(['dee']);
    log.says('dee');
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada');
    expect(log.due(policy)).toEqual(['bot']);
  });

  it('begins the order anew in a branch that was chosen, and after a stop', () => {
    const policy = humanInTheLoopPolicy(scenarioOrderPolicy());
    const log = new DecidedLog(ROSTER);
    log.says('ada');
    const messageId = log.says('bot');
    log.says('ada');
    log.says('cal');
    log.chooses('ada', messageId);
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada');
    expect(log.due(policy)).toEqual(['bot']);
    log.says('bot');
    log.says('ada');
    log.starts('cal');
    log.clears('stopped');
    expect(log.due(policy)).toEqual(['ada']);
    log.says('ada');
    expect(log.due(policy)).toEqual(['bot']);
  });
});
