import { counted } from '../counted.js';
import type { FRAME as ENGLISH } from '../en/frame.js';

export const FRAME: typeof ENGLISH = {
  menu: 'المزيد',
  close: 'إغلاق',

  conversations: 'المحادثات',
  searchConversations: 'البحث في المحادثات',
  noConversations: 'لا توجد محادثات بعد',
  noConversationFound: 'لا توجد محادثة بهذا الاسم',
  conversationsFailed: 'تعذّر تحميل المحادثات',
  untitledConversation: 'محادثة بلا عنوان',
  renameConversation: (title) => `إعادة تسمية «${title}»`,
  conversationTitle: 'عنوان المحادثة',
  lastSevenDays: 'آخر 7 أيام',
  older: 'أقدم',
  olderConversations: 'عرض محادثات أقدم',
  olderConversationsLoading: 'جارٍ تحميل محادثات أقدم…',
  olderConversationsFailed: 'تعذّر تحميل المحادثات الأقدم.',
  ended: 'منتهية',

  saveAsMarkdown: 'حفظ بصيغة Markdown',
  saveAsPage: 'حفظ كصفحة ويب',
  saveAsJson: 'حفظ بصيغة JSON',
  saving: 'جارٍ تجميع المحادثة…',
  saved: 'تم الحفظ',
  saveFailed: 'تعذّر حفظ المحادثة',
  transcriptOf: (day) => `محادثة ${day}`,

  settings: 'الإعدادات',
  colors: 'الألوان',
  colorsAuto: 'حسب النظام',
  colorsLight: 'فاتحة',
  colorsDark: 'داكنة',
  textSize: 'حجم النص',
  textSizes: { small: 'صغير', normal: 'متوسط', large: 'كبير', largest: 'كبير جدًا' },
  language: 'اللغة',
  asThePage: 'حسب الصفحة',
  sendWith: 'الإرسال بـ',
  enterKey: 'Enter',
  // From left to right, as it stands on the keys.
  modEnterKey: (modifier) => `\u2066${modifier} + Enter\u2069`,
  whenAnswered: 'عند وصول إجابة وأنت بعيد عن الصفحة',
  playSound: 'تشغيل صوت',
  showNotification: 'عرض إشعار',
  notificationsDenied: 'لا يسمح المتصفح بإشعارات هذه الصفحة',
  answerReady: 'وصلت الإجابة',

  waitingToSend: (count, locale) =>
    counted(
      'ar',
      count,
      {
        one: 'رسالة واحدة بانتظار الإرسال.',
        two: 'رسالتان بانتظار الإرسال.',
        few: '# رسائل بانتظار الإرسال.',
        many: '# رسالة بانتظار الإرسال.',
        other: '# رسالة بانتظار الإرسال.',
      },
      locale,
    ),
};
