import { expect, it } from 'vitest';
import { alternationPolicy } from '../policy/alternation.js';
import { agent, DecidedLog, user } from '../test-support/decided-log.js';
import { decideChangeRoster } from './roster.js';

function leaves(maxTurns: number): { readonly types: string[]; readonly log: DecidedLog } {
  const log = new DecidedLog([user('ada'), agent('bot')], { maxTurns });
  log.says('ada');
  log.starts('bot');
  for (const text of ['one', 'two', 'three']) log.says('ada', text);
  log.clears('restart');
  const { seq } = log.control;
  const by = { participantId: 'op', operator: true };
  const left = { ...log.command(), removed: ['bot'] };
  log.append(decideChangeRoster(log.control, by, left), alternationPolicy());
  return { log, types: log.events.slice(seq).map(({ type, finality }) => `${type} ${finality}`) };
}

it('logs what waited for a turn of whoever leaves', () => {
  const { types, log } = leaves(5);
  expect(types).toEqual(['roster_changed none', 'message turn', 'message turn', 'message turn']);
  expect(log.control).toMatchObject({ queue: [], countedTurns: 4, ended: false });
});

it.each([
  [4, 3],
  [3, 2],
])('ends a conversation of at most %i turns with what waited, as any close does', (maxTurns, logged) => {
  const { types, log } = leaves(maxTurns);
  expect(types).toEqual([
    'roster_changed none',
    ...Array.from({ length: logged }, () => 'message turn'),
    ...Array.from({ length: 3 - logged }, () => 'queued_removed none'),
    'message conversation',
  ]);
  expect(log.control).toMatchObject({ queue: [], countedTurns: maxTurns, ended: true });
  expect(log.events.at(-1)?.payload).toMatchObject({ outcome: { reason: { code: 'max_turns' } } });
});
