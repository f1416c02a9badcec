import { counted } from '../counted.js';
import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'رسالة',
  placeholder: 'اكتب رسالة',
  placeholderDisabled: 'لا يمكن الإرسال حاليًا',
  composerHint: 'مفتاح Enter للإرسال، وShift مع Enter لسطر جديد',
  composerHintModEnter: 'مفتاح Enter لسطر جديد، وCtrl أو Command مع Enter للإرسال',
  send: 'إرسال',
  sendQueued: 'إرسال بعد هذه الإجابة',
  sentWhenConnected: 'ستُرسل عند عودة الاتصال',
  stop: 'إيقاف الإجابة',
  stopNow: 'إيقاف فوري',
  stopping: 'جارٍ الإيقاف…',

  suggestions: 'اقتراحات',

  commands: 'الأوامر',
  mentions: 'أشخاص ووكلاء',
  suggestionCount: (count, locale) =>
    `${counted('ar', count, { one: 'اقتراح واحد', two: 'اقتراحان', few: '# اقتراحات', many: '# اقتراحًا', other: '# اقتراح' }, locale)}: استخدم الأسهم للتنقل وEnter للاختيار`,

  attach: 'إرفاق ملفات',
  dropHere: 'أفلت الملفات هنا',
  files: 'الملفات المرفقة',
  fileClose: 'إغلاق',
  fileUploading: (name) => `جارٍ رفع ${name}`,
  fileUploaded: (name) => `تم رفع ${name}`,
  fileFailed: (name) => `تعذّر رفع ${name}`,
  fileRemoved: (name) => `أُزيل ${name}`,
  fileRetry: (name) => `إعادة رفع ${name}`,
  fileRemove: (name) => `إزالة ${name}`,
  fileTooMany: (name, max, locale) =>
    `لم يُضف ${name}: ${counted('ar', max, { one: 'تتسع الرسالة لملف واحد', two: 'تتسع الرسالة لملفين', few: 'تتسع الرسالة إلى # ملفات', many: 'تتسع الرسالة إلى # ملفًا', other: 'تتسع الرسالة إلى # ملف' }, locale)}.`,
  fileTooLarge: (name, size) => `${name} كبير جدًا: الحد الأقصى ${size}.`,
  fileWrongType: (name) => `لا تُقبل هنا ملفات مثل ${name}.`,
  fileEmpty: (name) => `${name} فارغ.`,
  fileWrongName: (name) => `اسم ${name} طويل جدًا.`,
  fileIsFolder: (name) => `${name} مجلد: اختر الملفات التي فيه.`,
  sentWhenUploaded: 'تُرسل فور اكتمال رفع الملفات',
  fileInTheWay: 'لم تُرسل: تعذّر رفع ملف. أعد المحاولة أو أزله.',

  heldBack: 'رسائل كثيرة دفعة واحدة.',
  heldBackHint: 'رسالتك محفوظة وستُرسل تلقائيًا بعد قليل.',
  heldBackUntil: (duration) => `تُرسل رسالتك بعد ${duration}.`,
  heldBackSendsNow: 'تُرسل رسالتك الآن.',
  heldBackEdit: 'تعديلها بدلًا من ذلك',

  dictate: 'إملاء صوتي',
  dictateStop: 'إيقاف الإملاء',
  listening: 'جارٍ الاستماع…',
  dictationFailures: {
    notAllowed: 'لا يسمح المتصفح لهذه الصفحة باستخدام الميكروفون.',
    noMicrophone: 'لم يُعثر على ميكروفون.',
    noSpeech: 'لم يُسمع شيء.',
    network: 'يتعذّر الوصول إلى خدمة الكلام في المتصفح.',
    language: 'لا يستطيع المتصفح الاستماع بهذه اللغة.',
    other: 'لم ينجح الإملاء.',
  },
};
