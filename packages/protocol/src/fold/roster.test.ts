import { expect, it } from 'vitest';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';

it('keeps the place of whoever is replaced on the roster: who is due next goes by it', () => {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  const [first, second, ...rest] = log.control.participants;
  if (first === undefined || second === undefined) throw new Error('Two are needed.');
  const renamed = { ...first, displayName: 'Another name' };
  const coming = { participantId: 'new', kind: 'agent' as const, displayName: 'New' };
  log.write('roster_changed', 'ada', { added: [coming, renamed], removed: [second.participantId] });
  expect(log.control.participants).toEqual([renamed, ...rest, coming]);
});
