import type { AUTOPILOT as ENGLISH } from '../en/autopilot.js';

export const AUTOPILOT: typeof ENGLISH = {
  autopilot: '自動操縦',
  autopilotLocked: 'レベルを変更できるのは、この会話の責任者だけです。',
  autopilotNone: 'レベルなし',
  autopilotNoneMeans: '確認するかどうかは、ツールごとの設定に従います。',
  autopilotNames: {
    0: 'すべて確認',
    1: '段階ごとに確認',
    2: '上限内で作業',
    3: 'ポリシー内で調整',
    4: '単独で作業',
  },
  autopilotMeans: {
    0: 'ツールを使うたびに承認を待ちます。',
    1: '各段階を一度だけ承認します。読み取りに承認は不要です。',
    2: '上限とポリシーの範囲で自ら進め、例外は確認します。',
    3: 'L2に加え、ペース、バリエーション、絞り込みも調整します。',
    4: '指示から完了まで作業します。上限とポリシーは有効です。',
  },
};
