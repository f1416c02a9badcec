import { describe, expect, it } from 'vitest';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';
import { activePath, newestTip, siblingsOf } from './branches.js';

/** Messages by id, each with its parent. */
function logOf(...messages: readonly (readonly [messageId: string, parentId: string | null])[]) {
  const log = new LogWriter();
  log.write('created', 'ada', { participants: [...ROSTER] });
  for (const [messageId, parentId] of messages) {
    const turn = log.control.lastTurn + 1;
    const payload = { messageId, parentId, role: 'user' as const, parts: [] };
    log.write('message', 'ada', payload, { turn, finality: 'turn' });
  }
  return log.state;
}

describe('branches', () => {
  it.each([
    ['a message is its own parent', logOf(['a', null], ['b', 'b']), ['b']],
    ['two are the parents of each other', logOf(['a', 'b'], ['b', 'a']), ['a', 'b']],
    ['an id comes again', logOf(['a', null], ['b', 'a'], ['a', 'b']), ['a']],
  ])('have an end where %s', (_, state, path) => {
    const ids = activePath(state).map(({ message }) => message.messageId);
    expect(ids.slice(-path.length)).toEqual(path);
    for (const id of ['a', 'b']) expect(['a', 'b']).toContain(newestTip(state.timeline, id));
  });

  it('follow the newest children to their tip', () => {
    const { timeline } = logOf(['a', null], ['b', 'a'], ['c', 'a'], ['d', 'c']);
    expect(newestTip(timeline, 'a')).toBe('d');
    expect(newestTip(timeline, 'b')).toBe('b');
  });

  it.each([
    ['restart', ['stays'], 'stays'],
    ['lost', ['stays'], 'stays'],
    ['stopped', ['stays', 'half'], 'half'],
    ['idle', ['stays', 'half'], 'half'],
    ['budget', ['stays', 'half'], 'half'],
  ] as const)('begin anew with a turn that was cleared as %s, or stay', (reason, siblings, tip) => {
    const log = new LogWriter();
    log.write('created', 'ada', { participants: [...ROSTER] });
    log.says('ada', 'asked', []);
    log.says('bot', 'stays', []);
    const anew = { tipMessageId: 'asked', reason: 'regenerate', agentId: 'bot' } as const;
    log.write('branch_selected', 'ada', anew);
    log.says('bot', 'half', [], { finality: 'none' });
    log.write('turn_cleared', 'system', { turn: 3, reason });
    const { timeline } = log.state;
    expect(siblingsOf(timeline, 'stays')).toEqual(siblings);
    expect(siblingsOf(timeline, 'half')).toEqual(['stays', 'half']);
    expect(newestTip(timeline, 'asked')).toBe(tip);
  });
});
