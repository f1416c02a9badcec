import { counted } from '../counted.js';
import type { FRAME as ENGLISH } from '../en/frame.js';

export const FRAME: typeof ENGLISH = {
  menu: 'その他',
  close: '閉じる',

  conversations: '会話一覧',
  searchConversations: '会話を検索',
  noConversations: '会話はまだありません',
  noConversationFound: '該当する会話はありません',
  conversationsFailed: '会話一覧を読み込めませんでした',
  untitledConversation: '無題の会話',
  renameConversation: (title) => `「${title}」の名前を変更`,
  conversationTitle: '会話のタイトル',
  lastSevenDays: '過去7日間',
  older: 'それ以前',
  olderConversations: '以前の会話を表示',
  olderConversationsLoading: '以前の会話を読み込んでいます…',
  olderConversationsFailed: '以前の会話を読み込めませんでした。',
  ended: '終了',

  saveAsMarkdown: 'Markdownとして保存',
  saveAsPage: 'ウェブページとして保存',
  saveAsJson: 'JSONとして保存',
  saving: '会話をまとめています…',
  saved: '保存しました',
  saveFailed: '会話を保存できませんでした',
  transcriptOf: (day) => `${day}の会話`,

  settings: '設定',
  colors: '配色',
  colorsAuto: 'システムに合わせる',
  colorsLight: 'ライト',
  colorsDark: 'ダーク',
  textSize: '文字の大きさ',
  textSizes: { small: '小', normal: '標準', large: '大', largest: '特大' },
  language: '言語',
  asThePage: 'ページに合わせる',
  sendWith: '送信キー',
  enterKey: 'Enter',
  modEnterKey: (modifier) => `${modifier} + Enter`,
  whenAnswered: '離れている間に回答が届いたとき',
  playSound: '音を鳴らす',
  showNotification: '通知を表示する',
  notificationsDenied: 'ブラウザーでこのページの通知が許可されていません',
  answerReady: '回答が届きました',

  waitingToSend: (count, locale) =>
    counted('ja', count, { other: '#件が送信待ちです。' }, locale),
};
