import { counted, written } from '../counted.js';
import type { LOG as ENGLISH } from '../en/log.js';

export const LOG: typeof ENGLISH = {
  steps: (count, locale) => counted('ja', count, { other: '#ステップ' }, locale),
  stepsFailed: (count, locale) => counted('ja', count, { other: '#件失敗' }, locale),
  stepRetrying: '再試行中',
  attempt: (number, locale) => `${written('ja', number, locale)}回目`,

  asks: (asker, asked) => (asked === '' ? `${asker}からの質問` : `${asker}から${asked}への質問`),
  notAnswered: 'まだ回答がありません',

  why: 'なぜ?',
  actionAsked: (name, action) => `${name}の質問: ${action}`,
  actionFailed: '失敗しました',
  actionDeclined: '却下されました',

  handedOver: (name) => `${name}に引き継ぎました`,
  paused: '一時停止中',
  resumed: '再開しました',
  autopilotSet: (level) => (level === null ? '自動操縦はオフです' : `自動操縦はレベル${level}です`),
  budgetSet: (amount, window) => `上限: ${window}${amount}`,
  budgetLifted: (meter) => `${meter}の上限がなくなりました`,
  budgetExceeded: (used, limit, window) => `上限に達しました: ${window}${limit}のうち${used}`,
  policyChanged: (name, version, locale) =>
    `${name}がポリシーをバージョン${written('ja', version, locale)}に変更しました`,
  joined: (names) => `参加: ${names}`,
  left: (names) => `退出: ${names}`,
  runIs: {
    running: '実行を続けています',
    paused: '実行は一時停止中です',
    completed: '実行が完了しました',
    failed: '実行が失敗しました',
    cancelled: '実行は取り消されました',
  },
  windows: {
    total: '合計',
    hour: '1時間あたり',
    day: '1日あたり',
    week: '1週間あたり',
    month: '1か月あたり',
  },
  meters: { money: '金額', tokens: 'トークン', messages: 'メッセージ' },
};
