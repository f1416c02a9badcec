import type { CONNECTION as ENGLISH } from '../en/connection.js';

export const CONNECTION: typeof ENGLISH = {
  connecting: '接続しています…',
  catchingUp: '最新の状態にしています…',
  connected: '接続しました',
  connectionLost: '接続が切れました。',
  retryIn: (seconds) => `${seconds}秒後に再試行します。`,
  retryingNow: '再試行しています…',
  offline: 'オフラインです。メッセージは接続が戻り次第送信されます。',
  closed: '接続は終了しました。',
  tryNow: '今すぐ再試行',
};
