import type { CONTROLS as ENGLISH } from '../en/controls.js';

export const CONTROLS: typeof ENGLISH = {
  model: 'النموذج',
  modelDefault: 'النموذج الافتراضي',
  modelLocked: 'يجيب هنا النموذج الافتراضي. سجّل الدخول لاختيار نموذج آخر.',

  persona: 'من يجيب',
  personaFixed: 'يبقى من يجيب هو نفسه طوال المحادثة.',

  budget: 'الميزانية',
  budgetLocked: 'لا يغيّر الحدود إلا المسؤولون عن هذه المحادثة.',
  budgetNone: 'لا توجد حدود.',
  budgetAdd: 'وضع حد',
  budgetEdit: (name) => `تغيير الحد: ${name}`,
  budgetCap: (unit) => (unit === '' ? 'الحد' : `الحد بوحدة ${unit}`),
  budgetLift: 'بلا حد',
  budgetInvalid: 'اكتب عددًا لا يقل عن الصفر، مثل 1500.',
  budgetUsed: (used, cap) => `${used} من ${cap}`,
  budgetCapOnly: (cap) => `الحد ${cap}`,
  budgetSpent: (amount) => `أُنفق حتى الآن ${amount}`,
  budgetBreached: 'استُنفدت',
  budgetMeters: { money: 'المال', tokens: 'الرموز', messages: 'الرسائل' },
  budgetScopes: {
    run: 'هذا التشغيل',
    conversation: 'هذه المحادثة',
    campaign: 'الحملة',
    interface: 'هذه الدردشة',
    tenant: 'الكل',
  },
  budgetWindows: {
    total: 'إجمالًا',
    hour: 'في الساعة',
    day: 'في اليوم',
    week: 'في الأسبوع',
    month: 'في الشهر',
  },
  budgetRate: (meter, per) => `${meter} لكل ${per}`,
  budgetPaused: 'متوقف مؤقتًا',
  resume: 'متابعة',
};
