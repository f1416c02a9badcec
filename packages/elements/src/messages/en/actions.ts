import { counted, written } from '../counted.js';
export const ACTIONS = {
  editOwnMessage: 'Edit, and send again',
  sendNow: 'Send now',
  sendNowHint: 'The agent takes it up at its next step',
  queuedAt: (position: number, locale?: string) =>
    counted(
      'en',
      position,
      { one: '#st in line', two: '#nd in line', few: '#rd in line', other: '#th in line' },
      locale,
      'ordinal',
    ),
  regenerate: 'Write another answer',
  goodAnswer: 'Good answer',
  badAnswer: 'Bad answer',
  versions: 'Versions',
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  versionOf: (number: number, count: number, locale?: string) =>
    `${written('en', number, locale)} / ${written('en', count, locale)}`,
  refused: 'This was refused',
  dismiss: 'Dismiss',
  commentUp: 'What was good? (optional)',
  commentDown: 'What was wrong? (optional)',
  sendComment: 'Send comment',
  close: 'Close',
};
