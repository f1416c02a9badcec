import type { CHAT as ENGLISH } from '../en/chat.js';

export const CHAT: typeof ENGLISH = {
  title: 'チャット',
  welcome: 'どのようなご用件でしょうか？',
  newConversation: '新しい会話',
  loading: '会話を読み込んでいます',
  unreachable: 'チャットに接続できません',
  unreachableHint: '再接続を続けています。入力した内容は失われません。',
  sessionRefused: 'サーバーに接続を拒否されました',
  unknownInterface: (slug) => `「${slug}」というチャットはありません`,
  unknownTransport: (name) =>
    `「${name}」という接続方法はありません。「auto」「sse」「websocket」「long_poll」のいずれかを指定してください。`,
  conversationEnded: 'この会話は終了しました。',
};
