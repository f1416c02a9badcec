/**
 * A page whose Trusted Types allow no policy named `lit-html` stops Lit while it is being loaded,
 * and with it every element. This runs before Lit does and turns that into a plain sentence: of what
 * the page loads at once an error tells, of what it imports later a promise. It must import nothing
 * at once.
 */
function hear(cause: unknown): void {
  const message = cause instanceof Error ? cause.message : cause;
  if (typeof message !== 'string' || !message.includes('createPolicy') || !message.includes('lit-html'))
    return;
  void import('./policy-notices.js').then(({ showNotices }) => showNotices());
}

if (typeof window !== 'undefined' && 'trustedTypes' in window) {
  addEventListener('error', (event) => hear(event.error ?? event.message));
  addEventListener('unhandledrejection', (event) => hear(event.reason));
}
