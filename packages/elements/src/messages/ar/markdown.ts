import { written } from '../counted.js';
import type { MARKDOWN as ENGLISH } from '../en/markdown.js';

export const MARKDOWN: typeof ENGLISH = {
  code: 'شيفرة',
  codeIn: (language) => `شيفرة بلغة ${language}`,
  codeBlock: '(كتلة شيفرة)',
  taskDone: 'منجزة:',
  taskOpen: 'غير منجزة:',
  wrapCode: 'التفاف الأسطر الطويلة',
  formula: 'صيغة رياضية',
  showMoreText: (thousands, locale) => `عرض المزيد (بقي نحو ${written('ar', thousands, locale)} ألف حرف)`,
  footnotes: 'الحواشي',
  footnote: (number, locale) => `الحاشية ${written('ar', number, locale)}`,
  backToFootnote: (number, locale) => `العودة إلى موضع الحاشية ${written('ar', number, locale)}`,
  loadImage: (host) => `تحميل الصورة من ${host}`,
  image: 'صورة',
  imageFailed: 'تعذّر تحميل الصورة',
  opensInNewTab: '(يُفتح في علامة تبويب جديدة)',
};
