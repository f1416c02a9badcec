import { written } from '../counted.js';
import type { CONNECTION as ENGLISH } from '../en/connection.js';

export const CONNECTION: typeof ENGLISH = {
  connecting: '接続しています…',
  catchingUp: '最新の状態にしています…',
  connected: '接続しました',
  connectionLost: '接続が切れました。',
  retryIn: (seconds, locale) => `${written('ja', seconds, locale)}秒後に再試行します。`,
  retryingNow: '再試行しています…',
  offline: 'オフラインです。',
  offlineHint: 'メッセージは接続が戻り次第送信されます。',
  closed: '接続は終了しました。',
  tryNow: '今すぐ再試行',
  sessionExpired: 'しばらく操作がなかったため、この会話は期限切れになりました。',
  sessionEnded: 'この会話は終了しました。',
  startAnew: '新しい会話を始める',
  expiredBefore: '前回の会話は期限切れになりました。新しい会話です。',
  notKept: 'このブラウザーではチャットの内容を保存できません。このページを離れると会話は終了します。',
};
