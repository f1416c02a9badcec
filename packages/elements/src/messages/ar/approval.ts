import type { APPROVAL as ENGLISH } from '../en/approval.js';

export const APPROVAL: typeof ENGLISH = {
  approve: 'موافقة',
  approveEdited: 'موافقة مع التعديل',
  deny: 'رفض',
  approvalTool: (agent, tool) => `يطلب ${agent} استخدام ${tool}`,
  approvalSetting: (agent, setting) => `يطلب ${agent} تغيير إعداد: ${setting}`,
  approvalStage: (stage) => `المرحلة: ${stage}`,
  approvalVersion: (version) => `الإصدار ${version}`,
  approvalCoversStage: (stage) => `يسمح هذا أيضًا بكل استدعاء لاحق في المرحلة «${stage}» ضمن هذا التشغيل.`,
  approvalArguments: 'الوسائط',
  approvalNoArguments: 'بلا وسائط',
  approvalMixed: 'توجد هنا في كلمة واحدة حروف متشابهة من أبجديات مختلفة.',
  approvalLong: (characters) => `عدد الأحرف: ${characters}. اقرأه حتى نهايته.`,
  approvalAsked: 'المطلوب',
  approvalEdited: 'ما تمت الموافقة عليه بدلًا منه',
  approvalJson: 'الوسائط بصيغة JSON',
  approvalNotJson: (line, column) =>
    line === null || column === null
      ? 'هذا ليس JSON صالحًا.'
      : `هذا ليس JSON صالحًا: انظر السطر ${line}، العمود ${column}.`,
  approvalNotNamed: 'يجب أن تبقى الوسائط كائنًا بأسماء: { … }',
  approvalComment: 'السبب، إن أردت ذكره',
  approvalNext: (agent) =>
    `إذا وافقت، يُنفَّذ مرة واحدة كما هو معروض تمامًا ويتابع ${agent}. وإذا رفضت، يُبلَّغ ${agent} بذلك.`,
  approvalNextSetting: 'إذا وافقت، يسري فورًا. وإذا رفضت، لا يتغير شيء.',
  approvalWaitsFor: (names) => `بانتظار قرار ${names}`,
  approvalOperator: 'أحد المشرفين',
  approvalSending: 'يُرسل ردك…',
  approvalExpiresIn: (duration) => `يمكن الرد خلال ${duration}`,
  approvalExpiresNow: 'وقت الرد على وشك الانتهاء',
  approvalRefused: 'لم يُقبل ردك',
  approvalClosed: 'ردّ شخص آخر بالفعل.',
  approvalTooLate: 'وصل ردك متأخرًا: كان القرار قد اتُّخذ.',
  approvalApproved: (name) => `وافق ${name}`,
  approvalApprovedEdited: (name) => `وافق ${name} مع تعديلات`,
  approvalDenied: (name) => `رفض ${name}`,
  approvalExpired: 'لم يردّ أحد في الوقت المحدد',
  approvalDropped: 'لم يعد ضروريًا',
};
