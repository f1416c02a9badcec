import { describe, expect, it } from 'vitest';
import type { ConversationEvent } from '../events/event.js';
import type { Part } from '../events/message.js';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';
import { changesOf } from './annotations.js';
import { messageOf } from './branches.js';
import { foldEvents } from './fold.js';
import { foldTimeline } from './fold-timeline.js';
import { prepend } from './prepend.js';
import { audienceLike, isSeenAlike } from './seen-alike.js';
import { fromSnapshot, toSnapshot } from './snapshot.js';
import type { MessageEntry } from './timeline-entry.js';

const CARD = { type: 'card', partId: 'c', card: { type: 'table', version: 1, data: { rows: [1] } } } as Part;

function withMessage(): LogWriter {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  log.says('bot', 'm1', [CARD]);
  return log;
}
function entry(log: LogWriter): MessageEntry {
  const found = messageOf(log.state.timeline, 'm1');
  if (found === null) throw new Error('There is no m1.');
  return found;
}

describe('what becomes of a message', () => {
  it('has the newest feedback of each author, and none that was taken back', () => {
    const log = withMessage();
    log.write('feedback_given', 'ada', { messageId: 'm1', rating: 'up' });
    log.write('feedback_given', 'eve', { messageId: 'm1', rating: 'up' });
    log.write('feedback_given', 'ada', { messageId: 'm1', rating: 'down', comment: 'Wrong.' });
    expect(entry(log).feedback).toMatchObject([
      { author: 'eve', rating: 'up' },
      { author: 'ada', rating: 'down', comment: 'Wrong.' },
    ]);
    expect(changesOf(entry(log))).toEqual([4, 5]);
    log.write('feedback_given', 'ada', { messageId: 'm1', rating: null });
    log.write('feedback_given', 'eve', { messageId: 'm1', rating: null });
    expect(entry(log)).not.toHaveProperty('feedback');
    expect(changesOf(entry(log))).toEqual([6, 7]);
  });

  it('takes patches of a card in order, and none that would make another card of it', () => {
    const log = withMessage();
    const patch = (rev: number, path: string, value: unknown): unknown =>
      log.write('card_patched', 'bot', {
        messageId: 'm1',
        partId: 'c',
        rev,
        patch: [{ op: 'add', path, value }],
      });
    patch(2, '/data/rows/-', 9);
    patch(1, '/data/rows/-', 2);
    patch(1, '/data/rows/-', 9);
    patch(2, '/type', 'chart');
    expect(entry(log).message.parts).toEqual([
      { type: 'card', partId: 'c', card: { type: 'table', version: 1, data: { rows: [1, 2] } } },
    ]);
    expect(entry(log).cardRevs).toEqual({ c: 1 });
    expect(changesOf(entry(log))).toEqual([4]);
  });

  it('is the same when the message is loaded after what is about it, and a patch among that was out of turn', () => {
    const log = withMessage();
    const message = log.events.at(-1) as ConversationEvent;
    const later = fromSnapshot(toSnapshot(log.state, { operator: true }, 0));
    for (const rev of [2, 1]) {
      const patch = [{ op: 'add', path: '/data/rows/-', value: 2 } as const];
      log.write('card_patched', 'bot', { messageId: 'm1', partId: 'c', rev, patch });
    }
    const [outOfTurn, applied] = log.events.slice(-2) as [ConversationEvent, ConversationEvent];
    const waiting = foldEvents(later, [outOfTurn, applied]);
    const { timeline } = prepend(waiting, {
      events: [message],
      annotations: [applied],
      fromSeq: message.seq,
    });
    expect(messageOf(timeline, 'm1')).toEqual(entry(log));
  });

  it('does not change by what it is made of already', () => {
    const log = withMessage();
    log.write('feedback_given', 'ada', { messageId: 'm1', rating: 'up' });
    const patch = [{ op: 'add', path: '/data/rows/-', value: 2 } as const];
    log.write('card_patched', 'bot', { messageId: 'm1', partId: 'c', rev: 1, patch });
    log.write('feedback_given', 'eve', { messageId: 'm1', rating: null });
    const { timeline } = log.state;
    expect(log.events.slice(2).reduce(foldTimeline, timeline)).toBe(timeline);
  });

  it('does not change for some by what others see', () => {
    const log = withMessage();
    log.write('feedback_given', 'ada', { messageId: 'm1', rating: 'up' }, { audience: 'operators' });
    expect(entry(log)).not.toHaveProperty('feedback');
    expect(log.state.timeline.entries.at(1)).toMatchObject({
      kind: 'event',
      event: { type: 'feedback_given' },
    });
  });
});

it('an event about another is for exactly those who see that one', () => {
  for (const [author, audience, expected] of [
    ['bot', 'everyone', 'everyone'],
    ['bot', 'operators', ['bot']],
    ['bot', ['ada'], ['ada', 'bot']],
    ['system', 'operators', 'operators'],
    ['system', ['ada'], ['ada']],
  ] as const) {
    const subject = { author, audience: Array.isArray(audience) ? [...audience] : (audience as 'everyone') };
    expect(audienceLike(subject)).toEqual(expected);
    for (const writer of ['system', 'ada', 'op']) {
      expect(isSeenAlike(subject, { author: writer, audience: audienceLike(subject) })).toBe(true);
    }
  }
  expect(isSeenAlike({ author: 'bot', audience: ['ada'] }, { author: 'bot', audience: 'operators' })).toBe(
    false,
  );
  expect(isSeenAlike({ author: 'bot', audience: ['ada'] }, { author: 'bot', audience: ['ada', 'eve'] })).toBe(
    false,
  );
});
