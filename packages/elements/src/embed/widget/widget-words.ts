/** What the launcher says before the chat has come, which brings the words of all the rest. */
export interface WidgetWords {
  readonly open: string;
  readonly close: string;
  readonly loading: string;
  readonly failed: string;
  readonly retry: string;
  /** With `#` for how many, as it is written on the button. */
  readonly unread: string;
}

const WORDS: Readonly<Record<string, WidgetWords>> = {
  en: {
    open: 'Open chat',
    close: 'Close chat',
    loading: 'Loading…',
    failed: 'The chat could not be loaded.',
    retry: 'Try again',
    unread: '# new',
  },
  de: {
    open: 'Chat öffnen',
    close: 'Chat schließen',
    loading: 'Wird geladen…',
    failed: 'Der Chat konnte nicht geladen werden.',
    retry: 'Erneut versuchen',
    unread: '# neu',
  },
  ja: {
    open: 'チャットを開く',
    close: 'チャットを閉じる',
    loading: '読み込み中…',
    failed: 'チャットを読み込めませんでした。',
    retry: '再試行',
    unread: '新着#件',
  },
  ar: {
    open: 'فتح المحادثة',
    close: 'إغلاق المحادثة',
    loading: 'جارٍ التحميل…',
    failed: 'تعذّر تحميل المحادثة.',
    retry: 'إعادة المحاولة',
    unread: '# جديدة',
  },
};

/** In the language of the interface, else of the page, else of the browser; English where there is none. */
export function widgetWords(locale: string | null | undefined): WidgetWords {
  const wanted = locale || document.documentElement.lang || navigator.language;
  return (WORDS[wanted.slice(0, 2).toLowerCase()] ?? WORDS['en']) as WidgetWords;
}
