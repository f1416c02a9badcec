import { waitUntil } from './wait-until.js';

/** `'self'` by its address: to Firefox none is the own one of a page that has no address. */
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';
  require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'`.replaceAll(
  "'self'",
  location.origin,
);

export interface PageUnderPolicy<W extends Window> {
  readonly view: W & typeof globalThis;
  /** What ran, and what the browser reported. */
  readonly seen: string[];
  /** What it has asked other hosts for, and whether it has been led away. */
  leaks(): string[];
  remove(): void;
}

/**
 * A page whose policy allows nothing but its own scripts, with the one at `script`.
 *
 * @param isReady whether the script has run
 */
export async function pageUnderPolicy<W extends Window>(
  script: string,
  isReady: (view: W) => boolean,
): Promise<PageUnderPolicy<W>> {
  const seen: string[] = [];
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <script type="module" src="${script}"></script></head><body></body></html>`;
  document.body.append(frame);
  await waitUntil(() => isReady(frame.contentWindow as unknown as W), 'The page is not there.', {
    timeout: 20_000,
  });
  const view = frame.contentWindow as unknown as W & typeof globalThis;
  // Vitest loads modules through this, which is in its own page only.
  Object.assign(view, { __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } });
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const) {
    Object.assign(view, { [name]: () => seen.push(`${name} was called`) });
  }
  view.document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    seen.push(`${violatedDirective} ${blockedURI}`);
  });
  view.addEventListener('error', ({ message }) => seen.push(message));
  view.addEventListener('unhandledrejection', ({ reason }) => seen.push(String(reason)));
  const place = view.location.href;
  const leaks = (): string[] => {
    const requests = view.performance.getEntriesByType('resource').map(({ name }) => name);
    const away = view.location.href === place ? [] : [view.location.href];
    return [...away, ...requests.filter((name) => new URL(name).host !== location.host)];
  };
  return { view, seen, leaks, remove: () => frame.remove() };
}
