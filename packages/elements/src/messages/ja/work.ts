import type { WORK as ENGLISH } from '../en/work.js';

export const WORK: typeof ENGLISH = {
  reasoning: '思考の過程',
  reasoningLive: '考えています…',
  reasonedFor: (duration) => `${duration}間考えました`,

  toolPreparing: '準備中',
  toolWaiting: '待機中',
  toolAsked: '承認待ち',
  toolRunning: '実行中',
  toolDone: '完了',
  toolFailed: '失敗',
  toolDenied: '許可されませんでした',
  toolAbandoned: '未完了',
  toolInput: '入力',
  toolResult: '結果',
  toolError: 'エラー',
  toolCall: (name) => `ツール ${name}`,

  approvalTool: (agent, tool) => `${agent}が${tool}の使用を求めています`,
  approvalSetting: (agent, setting) => `${agent}が設定の変更を求めています: ${setting}`,
};
