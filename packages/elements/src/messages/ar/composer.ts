import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'رسالة',
  placeholder: 'اكتب رسالة',
  composerHint: 'مفتاح Enter للإرسال، وShift مع Enter لسطر جديد',
  composerHintModEnter: 'مفتاح Enter لسطر جديد، وCtrl أو Command مع Enter للإرسال',
  send: 'إرسال',
  sendQueued: 'إرسال بعد هذه الإجابة',
  sentWhenConnected: 'ستُرسل عند عودة الاتصال',
  stop: 'إيقاف الإجابة',
  stopNow: 'إيقاف فوري',
  stopping: 'جارٍ الإيقاف…',

  suggestions: 'اقتراحات',
};
