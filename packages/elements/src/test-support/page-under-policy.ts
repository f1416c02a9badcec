import { waitUntil } from './wait-until.js';
import { ELSEWHERE, watchRequests } from './watch-requests.js';

/**
 * `'self'` by its address: to Firefox none is the own one of a page that has no address. Besides it only
 * `ELSEWHERE` may be asked for something, which shows that a request would be noticed.
 */
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${ELSEWHERE};
  require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'`.replaceAll(
  "'self'",
  location.origin,
);

export interface PageUnderPolicy<W extends Window> {
  readonly view: W & typeof globalThis;
  /** What ran, and what the browser reported. */
  readonly seen: string[];
  /** The addresses of all that it has asked for since its script has run. */
  requests(): readonly string[];
  /** What it has asked other hosts for, and whether it has been led away. */
  leaks(): string[];
  /** Asks another host on purpose, and resolves once `leaks` has noticed. */
  leakOnPurpose(): Promise<void>;
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
  const requests = watchRequests(view);
  const leaks = (): string[] => {
    const away = view.location.href === place ? [] : [view.location.href];
    return [...away, ...requests.elsewhere()];
  };
  const leakOnPurpose = async (): Promise<void> => {
    await view.fetch(ELSEWHERE, { mode: 'no-cors' });
    await waitUntil(() => leaks().includes(ELSEWHERE), 'A request would not have been noticed.');
  };
  return { view, seen, requests: requests.all, leaks, leakOnPurpose, remove: () => frame.remove() };
}
