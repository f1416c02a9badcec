import type { WORK as ENGLISH } from '../en/work.js';

export const WORK: typeof ENGLISH = {
  reasoning: 'التفكير',
  reasoningLive: 'يفكّر…',
  reasonedFor: (duration) => `فكّر لمدة ${duration}`,

  toolPreparing: 'قيد التحضير',
  toolWaiting: 'بالانتظار',
  toolAsked: 'بانتظار الموافقة',
  toolRunning: 'قيد التنفيذ',
  toolDone: 'تم',
  toolFailed: 'فشل',
  toolDenied: 'غير مسموح',
  toolAbandoned: 'لم يكتمل',
  toolInput: 'المدخلات',
  toolResult: 'النتيجة',
  toolError: 'خطأ',
  toolCall: (name) => `الأداة ${name}`,

  approvalTool: (agent, tool) => `يطلب ${agent} استخدام ${tool}`,
  approvalSetting: (agent, setting) => `يطلب ${agent} تغيير إعداد: ${setting}`,
};
