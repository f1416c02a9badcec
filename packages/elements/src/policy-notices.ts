/** What a reader is told in place of each element, by the language of the page around it. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'This chat cannot be shown: the page’s security policy must allow the Trusted Types policy “lit-html”.',
  de: 'Dieser Chat kann nicht angezeigt werden: Die Sicherheitsrichtlinie der Seite muss die Trusted-Types-Richtlinie „lit-html“ erlauben.',
  ar: 'لا يمكن عرض هذه الدردشة: يجب أن تسمح سياسة أمان الصفحة بسياسة Trusted Types المسماة «lit-html».',
  ja: 'このチャットを表示できません。ページのセキュリティポリシーで、Trusted Typesのポリシー「lit-html」を許可する必要があります。',
};

/** Puts a sentence into each of our elements, also into those that come later. Only text, which no policy forbids. */
export function showNotices(): void {
  fill();
  new MutationObserver(fill).observe(document, { childList: true, subtree: true });
}

function fill(): void {
  // In document order: what stands inside of one that has been filled is gone then.
  for (const element of document.querySelectorAll<HTMLElement>(':not(:defined)')) {
    if (!element.isConnected || !isOurs(element) || element.querySelector('[data-no-policy]') !== null)
      continue;
    const notice = document.createElement('p');
    notice.dataset['noPolicy'] = '';
    notice.setAttribute('role', 'alert');
    const lang = languageOf(element);
    notice.lang = lang;
    notice.dir = 'auto';
    notice.textContent = WORDS[lang] ?? '';
    element.replaceChildren(notice);
  }
}

/** A provider has no content of its own: what stands in it is the page's. */
function isOurs({ localName }: Element): boolean {
  return localName.startsWith('agent-') && localName !== 'agent-chat-provider';
}

function languageOf(element: Element): string {
  const tag = element.closest<HTMLElement>('[lang]')?.lang || navigator.language;
  const [language = ''] = tag.toLowerCase().split('-');
  return language in WORDS ? language : 'en';
}
