import { counted } from '../counted.js';
import type { CARDS as ENGLISH } from '../en/cards.js';

export const CARDS: typeof ENGLISH = {
  cardUnknown: (type) => `لا يمكن لهذا الإصدار عرض البطاقة «${type}»`,
  cardInvalid: (type) => `البطاقة «${type}» تالفة`,
  table: 'جدول',
  noRows: 'لا توجد صفوف',
  showMoreRows: (count, left, locale) => {
    const rows = counted(
      'ar',
      count,
      {
        one: 'صف واحد',
        two: 'صفين',
        few: '# صفوف',
        many: '# صفًا',
        other: '# صف',
      },
      locale,
    );
    return `عرض ${rows} من أصل ${counted('ar', left, { other: '#' }, locale)}`;
  },
};
