import type { CHAT as ENGLISH } from '../en/chat.js';

export const CHAT: typeof ENGLISH = {
  title: 'محادثة',
  welcome: 'كيف يمكنني مساعدتك؟',
  newConversation: 'محادثة جديدة',
  loading: 'جارٍ تحميل المحادثة',
  unreachable: 'تعذّر الوصول إلى المحادثة',
  unreachableHint: 'نواصل المحاولة. لن يضيع شيء مما كتبته.',
  sessionRefused: 'رفض الخادم الدخول',
  unknownInterface: (slug) => `لا توجد محادثة باسم «${slug}»`,
  unknownTransport: (name) =>
    `«${name}» ليست طريقة اتصال. استخدم «auto» أو «sse» أو «websocket» أو «long_poll».`,
  conversationEnded: 'انتهت هذه المحادثة.',
};
