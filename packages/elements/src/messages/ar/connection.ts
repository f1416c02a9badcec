import { counted } from '../counted.js';
import type { CONNECTION as ENGLISH } from '../en/connection.js';

export const CONNECTION: typeof ENGLISH = {
  connecting: 'جارٍ الاتصال…',
  catchingUp: 'جارٍ جلب آخر الرسائل…',
  connected: 'تم الاتصال',
  connectionLost: 'انقطع الاتصال.',
  retryIn: (seconds, locale) => {
    const words = counted(
      'ar',
      seconds,
      {
        one: 'ثانية واحدة',
        two: 'ثانيتين',
        few: '# ثوانٍ',
        many: '# ثانية',
        other: '# ثانية',
      },
      locale,
    );
    return `المحاولة التالية بعد ${words}.`;
  },
  retryingNow: 'جارٍ إعادة المحاولة…',
  offline: 'أنت غير متصل بالإنترنت.',
  offlineHint: 'ستُرسل الرسائل عند عودة الاتصال.',
  closed: 'الاتصال مغلق.',
  tryNow: 'حاول الآن',
  sessionExpired: 'انتهت صلاحية هذه المحادثة لعدم وجود نشاط فيها منذ مدة.',
  sessionEnded: 'انتهت هذه المحادثة.',
  startAnew: 'بدء محادثة جديدة',
  expiredBefore: 'انتهت صلاحية محادثتك الأخيرة. هذه محادثة جديدة.',
  notKept: 'لا يحتفظ هذا المتصفح بأي شيء للمحادثة هنا: تنتهي المحادثة عند مغادرة هذه الصفحة.',
};
