import { written } from '../counted.js';
import type { ACTIONS as ENGLISH } from '../en/actions.js';

export const ACTIONS: typeof ENGLISH = {
  editOwnMessage: 'تعديل وإعادة إرسال',
  sendNow: 'إرسال الآن',
  sendNowHint: 'يأخذها الوكيل في خطوته التالية',
  queuedAt: (position, locale) => `ترتيبها في الانتظار ${written('ar', position, locale)}`,
  regenerate: 'كتابة إجابة أخرى',
  goodAnswer: 'إجابة جيدة',
  badAnswer: 'إجابة سيئة',
  versions: 'النسخ',
  previousVersion: 'النسخة السابقة',
  nextVersion: 'النسخة التالية',
  versionOf: (number, count, locale) => `${written('ar', number, locale)} / ${written('ar', count, locale)}`,
  refused: 'لم يُقبل هذا',
  dismiss: 'إخفاء',
  commentUp: 'ما الذي أعجبك؟ (اختياري)',
  commentDown: 'ما الخطأ؟ (اختياري)',
  sendComment: 'إرسال التعليق',
  close: 'إغلاق',
};
