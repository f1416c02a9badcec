/**
 * A page whose Trusted Types allow no policy named `lit-html` stops Lit while it is being loaded,
 * and with it every element. This runs before Lit does and turns that into a plain sentence. It
 * must import nothing. What it writes is text, which no policy forbids.
 */
const TAGS = 'agent-chat';
const WORDS =
  "This chat cannot be shown: the page's security policy must allow the Trusted Types policy “lit-html”.";

function showNotice(): void {
  for (const element of document.querySelectorAll(TAGS)) element.textContent = WORDS;
}

function isRefusal(event: ErrorEvent): boolean {
  const message = event.error instanceof Error ? event.error.message : event.message;
  return message.includes('createPolicy') && message.includes('lit-html');
}

if (typeof window !== 'undefined' && 'trustedTypes' in window) {
  addEventListener('error', (event) => {
    if (!isRefusal(event)) return;
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', showNotice);
    else showNotice();
  });
}
