import { counted } from '../counted.js';
import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: '会話',
  newMessages: (count, locale) => counted('ja', count, { other: '新しいメッセージ #件' }, locale),
  newLine: '新着',
  toLatest: '最新のメッセージへ',
  you: 'あなた',
  agent: 'アシスタント',
  thinking: '考えています',
  isThinking: (name) => `${name}が考えています`,
  areWriting: (names) => `${names}が入力しています`,
  loadingOlder: '以前のメッセージを読み込んでいます',
  olderFailed: '以前のメッセージを読み込めませんでした。',
  beginning: 'ここが会話の始まりです。',
  says: (author, text) => `${author}：${text}`,
  moreToRead: 'まだ続きがあります。',
};
