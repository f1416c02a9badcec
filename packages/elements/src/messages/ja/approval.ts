import type { APPROVAL as ENGLISH } from '../en/approval.js';

export const APPROVAL: typeof ENGLISH = {
  approve: '承認',
  approveEdited: '変更して承認',
  deny: '拒否',
  approvalTool: (agent, tool) => `${agent}が${tool}の使用を求めています`,
  approvalSetting: (agent, setting) => `${agent}が設定の変更を求めています: ${setting}`,
  approvalStage: (stage) => `段階: ${stage}`,
  approvalVersion: (version) => `バージョン ${version}`,
  approvalCoversStage: (stage) => `この実行では、段階「${stage}」の以後の呼び出しもすべて許可されます。`,
  approvalArguments: '引数',
  approvalNoArguments: '引数なし',
  approvalMixed: '一つの語の中に、見た目の似た別の文字体系の文字が混ざっています。',
  approvalLong: (characters) => `${characters}文字あります。最後までお読みください。`,
  approvalAsked: '求められた内容',
  approvalEdited: '代わりに承認した内容',
  approvalJson: '引数(JSON)',
  approvalNotJson: (line, column) =>
    line === null || column === null
      ? '正しいJSONではありません。'
      : `正しいJSONではありません: ${line}行目、${column}文字目を確認してください。`,
  approvalNotNamed: '引数は名前付きのオブジェクト { … } のままにしてください',
  approvalComment: '理由(任意)',
  approvalNext: (agent) =>
    `承認すると、表示どおりに一度だけ実行され、${agent}が続けます。拒否すると、${agent}に伝えられます。`,
  approvalNextSetting: '承認するとすぐに適用されます。拒否すると何も変わりません。',
  approvalWaitsFor: (names) => `${names}の判断を待っています`,
  approvalOperator: 'オペレーター',
  approvalSending: '回答を送信しています…',
  approvalExpiresIn: (duration) => `回答できる残り時間: ${duration}`,
  approvalExpiresNow: '回答できる時間が終わります',
  approvalRefused: '回答は受け付けられませんでした',
  approvalClosed: 'すでに他の人が回答しました。',
  approvalTooLate: '回答が間に合いませんでした。すでに決定済みです。',
  approvalApproved: (name) => `${name}が承認`,
  approvalApprovedEdited: (name) => `${name}が変更して承認`,
  approvalDenied: (name) => `${name}が拒否`,
  approvalExpired: '時間内に回答がありませんでした',
  approvalDropped: '不要になりました',
};
