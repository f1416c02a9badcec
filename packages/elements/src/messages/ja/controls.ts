import type { CONTROLS as ENGLISH } from '../en/controls.js';

export const CONTROLS: typeof ENGLISH = {
  model: 'モデル',
  modelDefault: '既定のモデル',
  modelLocked: 'ここでは既定のモデルが回答します。ログインすると選べます。',

  persona: '回答者',
  personaFixed: '回答者は会話が終わるまで変わりません。',

  budget: '予算',
  budgetLocked: '上限を変更できるのは、この会話の責任者だけです。',
  budgetNone: '上限は設定されていません。',
  budgetAdd: '上限を設定',
  budgetEdit: (name) => `上限を変更: ${name}`,
  budgetCap: (unit) => (unit === '' ? '上限' : `上限（${unit}）`),
  budgetLift: '上限なし',
  budgetInvalid: '0以上の数を入力してください（例：1500）。',
  budgetUsed: (used, cap) => `${cap}中${used}`,
  budgetCapOnly: (cap) => `上限 ${cap}`,
  budgetSpent: (amount) => `これまでの使用額 ${amount}`,
  budgetBreached: '使い切りました',
  budgetMeters: { money: '金額', tokens: 'トークン', messages: 'メッセージ' },
  budgetScopes: {
    run: 'この実行',
    conversation: 'この会話',
    campaign: 'キャンペーン',
    interface: 'このチャット',
    tenant: '全体',
  },
  budgetWindows: {
    total: '合計',
    hour: '1時間ごと',
    day: '1日ごと',
    week: '1週間ごと',
    month: '1か月ごと',
  },
  budgetRate: (meter, per) => `${per}あたりの${meter}`,
  budgetPaused: '一時停止中',
  resume: '再開',
};
