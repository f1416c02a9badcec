import { counted } from '../counted.js';
import type { CARDS as ENGLISH } from '../en/cards.js';

export const CARDS: typeof ENGLISH = {
  cardUnknown: (type) => `Diese Version kann die Karte „${type}“ nicht anzeigen`,
  cardInvalid: (type) => `Die Karte „${type}“ ist beschädigt`,
  table: 'Tabelle',
  noRows: 'Keine Zeilen',
  showMoreRows: (count, left, locale) =>
    `${counted('de', count, { one: '# weitere Zeile', other: '# weitere Zeilen' }, locale)} von ${counted('de', left, { other: '#' }, locale)} anzeigen`,
};
