import { counted } from '../counted.js';
import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'メッセージ',
  placeholder: 'メッセージを入力',
  placeholderDisabled: '現在は送信できません',
  composerHint: 'Enterで送信、Shift+Enterで改行',
  composerHintModEnter: 'Enterで改行、CtrlまたはCommand+Enterで送信',
  send: '送信',
  sendQueued: 'この回答の後に送信',
  sentWhenConnected: '接続され次第送信されます',
  stop: '回答を停止',
  stopNow: '今すぐ停止',
  stopping: '停止しています…',

  suggestions: '質問の例',

  commands: 'コマンド',
  mentions: '参加者とエージェント',
  suggestionCount: (count, locale) =>
    `${counted('ja', count, { other: '候補#件' }, locale)}。上下キーで移動、Enterで選択`,

  attach: 'ファイルを添付',
  dropHere: 'ここにファイルをドロップ',
  files: '添付ファイル',
  fileClose: '閉じる',
  fileUploading: (name) => `${name}をアップロード中`,
  fileUploaded: (name) => `${name}をアップロードしました`,
  fileFailed: (name) => `${name}をアップロードできませんでした`,
  fileRemoved: (name) => `${name}を外しました`,
  fileRetry: (name) => `${name}をもう一度アップロード`,
  fileRemove: (name) => `${name}を外す`,
  fileTooMany: (name, max, locale) =>
    `${name}は追加できません。${counted('ja', max, { other: '1件のメッセージに添付できるのは#個までです' }, locale)}。`,
  fileTooLarge: (name, size) => `${name}は大きすぎます。上限は${size}です。`,
  fileWrongType: (name) => `${name}のようなファイルは添付できません。`,
  fileEmpty: (name) => `${name}は空です。`,
  fileWrongName: (name) => `${name}は名前が長すぎます。`,
  fileIsFolder: (name) => `${name}はフォルダーです。中のファイルを選んでください。`,
  sentWhenUploaded: 'アップロードが終わり次第送信されます',
  fileInTheWay: '送信していません。アップロードできないファイルがあります。やり直すか外してください。',

  heldBack: '送信が集中しています。',
  heldBackHint: 'メッセージは保存され、まもなく自動で送信されます。',
  heldBackUntil: (duration) => `${duration}後に送信されます。`,
  heldBackSendsNow: '送信します。',
  heldBackEdit: '編集に戻す',

  dictate: '音声入力',
  dictateStop: '音声入力を終了',
  listening: '聞き取り中…',
  dictationFailures: {
    notAllowed: 'このページではマイクの使用が許可されていません。',
    noMicrophone: 'マイクが見つかりません。',
    noSpeech: '音声が聞き取れませんでした。',
    network: 'ブラウザーの音声サービスに接続できません。',
    language: 'この言語の聞き取りには対応していません。',
    other: '音声入力に失敗しました。',
  },
};
