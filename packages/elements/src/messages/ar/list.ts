import { counted } from '../counted.js';
import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: 'المحادثة',
  newMessages: (count, locale) =>
    counted(
      'ar',
      count,
      {
        one: 'رسالة جديدة واحدة',
        two: 'رسالتان جديدتان',
        few: '# رسائل جديدة',
        many: '# رسالة جديدة',
        other: '# رسالة جديدة',
      },
      locale,
    ),
  newLine: 'جديد',
  toLatest: 'إلى أحدث رسالة',
  you: 'أنت',
  agent: 'المساعد',
  thinking: 'يفكّر',
  isThinking: (name) => `${name} يفكّر`,
  areWriting: (names, count) => `${names} ${count === 1 ? 'يكتب' : 'يكتبون'}`,
  loadingOlder: 'يتم تحميل الرسائل السابقة',
  olderFailed: 'تعذّر تحميل الرسائل السابقة.',
  beginning: 'هنا تبدأ المحادثة.',
  says: (author, text) => `${author}: ${text}`,
  moreToRead: 'هناك المزيد للقراءة.',
};
