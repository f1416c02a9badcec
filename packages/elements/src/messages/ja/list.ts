import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: '会話',
  newMessages: '新しいメッセージ',
  toLatest: '最新のメッセージへ',
  you: 'あなた',
  agent: 'アシスタント',
  thinking: '考えています',
  says: (author, text) => `${author}：${text}`,
};
