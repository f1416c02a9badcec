import { written } from '../counted.js';
import type { CARDS as ENGLISH } from '../en/cards.js';

export const CARDS: typeof ENGLISH = {
  cardUnknown: (type) => `このバージョンではカード「${type}」を表示できません`,
  cardInvalid: (type) => `カード「${type}」のデータが壊れています`,
  table: '表',
  noRows: '行がありません',
  showMoreRows: (count, left, locale) =>
    `残り${written('ja', left, locale)}行のうち${written('ja', count, locale)}行を表示`,
};
