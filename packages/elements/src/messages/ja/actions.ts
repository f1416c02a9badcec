import { written } from '../counted.js';
import type { ACTIONS as ENGLISH } from '../en/actions.js';

export const ACTIONS: typeof ENGLISH = {
  editOwnMessage: '編集して再送信',
  sendNow: '今すぐ送信',
  sendNowHint: 'エージェントが次の段階で取り上げます',
  queuedAt: (position, locale) => `${written('ja', position, locale)}番目に待機中`,
  regenerate: '別の回答を書く',
  goodAnswer: '良い回答',
  badAnswer: '良くない回答',
  versions: '版',
  previousVersion: '前の版',
  nextVersion: '次の版',
  versionOf: (number, count, locale) => `${written('ja', number, locale)} / ${written('ja', count, locale)}`,
  refused: '受け付けられませんでした',
  dismiss: '閉じる',
  commentUp: '良かった点(任意)',
  commentDown: '良くなかった点(任意)',
  sendComment: 'コメントを送信',
  close: '閉じる',
};
