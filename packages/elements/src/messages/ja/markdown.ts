import { written } from '../counted.js';
import type { MARKDOWN as ENGLISH } from '../en/markdown.js';

export const MARKDOWN: typeof ENGLISH = {
  code: 'コード',
  codeIn: (language) => `${language}のコード`,
  codeBlock: '（コードブロック）',
  taskDone: '完了：',
  taskOpen: '未完了：',
  wrapCode: '長い行を折り返す',
  formula: '数式',
  showMoreText: (thousands, locale) => `続きを表示（残り約${written('ja', thousands, locale)}千文字）`,
  footnotes: '脚注',
  footnote: (number, locale) => `脚注${written('ja', number, locale)}`,
  backToFootnote: (number, locale) => `脚注${written('ja', number, locale)}の参照元に戻る`,
  loadImage: (host) => `${host}の画像を読み込む`,
  image: '画像',
  imageFailed: '画像を読み込めませんでした',
  opensInNewTab: '（新しいタブで開きます）',
};
