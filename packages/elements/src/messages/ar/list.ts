import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: 'المحادثة',
  newMessages: 'رسائل جديدة',
  toLatest: 'إلى أحدث رسالة',
  you: 'أنت',
  agent: 'المساعد',
  thinking: 'يفكّر',
  says: (author, text) => `${author}: ${text}`,
};
