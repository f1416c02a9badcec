import type { MARKDOWN as ENGLISH } from '../en/markdown.js';

export const MARKDOWN: typeof ENGLISH = {
  code: 'شيفرة',
  codeIn: (language) => `شيفرة بلغة ${language}`,
  codeBlock: '(كتلة شيفرة)',
  taskDone: 'منجزة:',
  taskOpen: 'غير منجزة:',
  wrapCode: 'التفاف الأسطر الطويلة',
  formula: 'صيغة رياضية',
  showMoreText: (thousands) => `عرض المزيد (بقي نحو ${thousands} ألف حرف)`,
  footnotes: 'الحواشي',
  footnote: (number) => `الحاشية ${number}`,
  backToFootnote: (number) => `العودة إلى موضع الحاشية ${number}`,
  loadImage: (host) => `تحميل الصورة من ${host}`,
  image: 'صورة',
  imageFailed: 'تعذّر تحميل الصورة',
  opensInNewTab: '(يُفتح في علامة تبويب جديدة)',
};
