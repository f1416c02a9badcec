import { counted, written } from '../counted.js';
import type { LOG as ENGLISH } from '../en/log.js';

export const LOG: typeof ENGLISH = {
  steps: (count, locale) =>
    counted(
      'ar',
      count,
      {
        one: 'خطوة واحدة',
        two: 'خطوتان',
        few: '# خطوات',
        many: '# خطوة',
        other: '# خطوة',
      },
      locale,
    ),
  stepsFailed: (count, locale) => counted('ar', count, { other: 'فشل #' }, locale),
  stepRetrying: 'محاولة جديدة',
  attempt: (number, locale) => `المحاولة ${written('ar', number, locale)}`,

  asks: (asker, asked) => (asked === '' ? `يسأل ${asker}` : `${asker} يسأل ${asked}`),
  notAnswered: 'لم تتم الإجابة بعد',

  why: 'لماذا؟',
  actionAsked: (name, action) => `سأل ${name}: ${action}`,
  actionFailed: 'فشل هذا',
  actionDeclined: 'رُفض هذا',

  handedOver: (name) => `سُلِّمت المحادثة إلى ${name}`,
  paused: 'متوقف مؤقتًا',
  resumed: 'استُؤنف العمل',
  autopilotSet: (level) => (level === null ? 'الطيار الآلي متوقف' : `الطيار الآلي في المستوى ${level}`),
  budgetSet: (amount, window) => `الميزانية: ${amount} ${window}`,
  budgetLifted: (meter) => `لم تعد هناك ميزانية تحدّ ${meter}`,
  budgetExceeded: (used, limit, window) => `نفدت الميزانية: ${used} من ${limit} ${window}`,
  policyChanged: (name, version, locale) =>
    `غيّر ${name} السياسة إلى الإصدار ${written('ar', version, locale)}`,
  joined: (names) => `انضم: ${names}`,
  left: (names) => `غادر: ${names}`,
  runIs: {
    running: 'التشغيل مستمر',
    paused: 'التشغيل متوقف مؤقتًا',
    completed: 'اكتمل التشغيل',
    failed: 'فشل التشغيل',
    cancelled: 'أُلغي التشغيل',
  },
  windows: {
    total: 'إجمالًا',
    hour: 'في الساعة',
    day: 'في اليوم',
    week: 'في الأسبوع',
    month: 'في الشهر',
  },
  meters: { money: 'المال', tokens: 'الرموز', messages: 'الرسائل' },
};
