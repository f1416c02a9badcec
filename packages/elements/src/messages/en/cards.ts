import { counted } from '../counted.js';

export const CARDS = {
  cardUnknown: (type: string) => `This version cannot show the card “${type}”`,
  cardInvalid: (type: string) => `The card “${type}” is damaged`,
  table: 'Table',
  noRows: 'No rows',
  showMoreRows: (count: number, left: number, locale?: string) =>
    `Show ${counted('en', count, { other: '#' }, locale)} more of ${counted('en', left, { one: '# row', other: '# rows' }, locale)}`,
};
