import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'メッセージ',
  placeholder: 'メッセージを入力',
  composerHint: 'Enterで送信、Shift+Enterで改行',
  composerHintModEnter: 'Enterで改行、CtrlまたはCommand+Enterで送信',
  send: '送信',
  sendQueued: 'この回答の後に送信',
  sentWhenConnected: '接続され次第送信されます',
  stop: '回答を停止',
  stopNow: '今すぐ停止',
  stopping: '停止しています…',

  suggestions: '質問の例',
};
