/**
 * A page whose Trusted Types allow no policy named `lit-html` stops Lit while it is being loaded,
 * and with it every element. This runs before Lit does and turns that into a plain sentence. It
 * must import nothing at once.
 */
function isRefusal(event: ErrorEvent): boolean {
  const message = event.error instanceof Error ? event.error.message : event.message;
  return message.includes('createPolicy') && message.includes('lit-html');
}

if (typeof window !== 'undefined' && 'trustedTypes' in window) {
  addEventListener('error', (event) => {
    if (isRefusal(event)) void import('./policy-notices.js').then(({ showNotices }) => showNotices());
  });
}
