import type { CARDS as ENGLISH } from '../en/cards.js';

export const CARDS: typeof ENGLISH = {
  cardUnknown: (type) => `このバージョンではカード「${type}」を表示できません`,
  cardInvalid: (type) => `カード「${type}」のデータが壊れています`,
  table: '表',
  showMoreRows: (count, left) => `残り${left}行のうち${count}行を表示`,
};
