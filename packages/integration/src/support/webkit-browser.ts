import { findWebKit, startWebKit } from '../../../../tools/setup/webkit.mjs';

/** Why WebKit cannot be used here; `false` when it can. */
export const withoutWebKit: string | false =
  findWebKit() === null ? 'there is no WebKit on this machine' : false;

/** One window of WebKitGTK's own browser, driven by WebDriver: Playwright has a WebKit of its own only. */
export interface WebKitBrowser {
  open(url: string): Promise<void>;
  /** From now on all is done in the frame that this selector finds in the page. */
  enterFrame(selector: string): Promise<void>;
  /**
   * Runs the body of a function in the page or frame, with `find(selector)` and `findAll(selector)`, which
   * look into open shadow roots too.
   */
  evaluate<T>(body: string): Promise<T>;
  /** Presses the element as a pointer does. It is there, or this fails. */
  click(selector: string): Promise<void>;
  /** Types into the element, after what is there. */
  type(selector: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** As WebDriver names an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
export const KEYS = { enter: '\uE007', escape: '\uE00C' } as const;

const FIND = `
  const findAll = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((each) => each.shadowRoot ? findAll(selector, each.shadowRoot) : []),
  ];
  const find = (selector) => findAll(selector)[0] ?? null;`;

/** @throws Error where `withoutWebKit` says why, or when it does not start */
export async function launchWebKit(): Promise<WebKitBrowser> {
  const installed = findWebKit();
  if (installed === null) throw new Error(String(withoutWebKit));
  const driver = await startWebKit(installed);
  const base = `http://127.0.0.1:${driver.env['WEBKIT_DRIVER_PORT'] ?? ''}/session`;
  let session = '';

  const send = async <T>(path: string, body?: object, verb = 'POST'): Promise<T> => {
    const response = await fetch(`${base}${session}${path}`, {
      method: verb,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: T };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const evaluate = <T>(body: string): Promise<T> =>
    send('/execute/sync', { script: `${FIND}\n${body}`, args: [] });
  const pathOf = async (selector: string): Promise<string> => {
    const found = await evaluate<Record<string, string> | null>(`return find(${JSON.stringify(selector)});`);
    const id = found?.[ELEMENT];
    if (id === undefined) throw new Error(`There is no ${selector}.`);
    return `/element/${id}`;
  };

  try {
    const options = { binary: driver.env['WEBKIT_PATH'], args: ['--automation'] };
    const alwaysMatch = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
    const { sessionId } = await untilItListens(() =>
      send<{ sessionId: string }>('', { capabilities: { alwaysMatch } }),
    );
    session = `/${sessionId}`;
  } catch (error) {
    driver.stop();
    throw error;
  }
  return {
    evaluate,
    open: (url) => send('/url', { url }),
    async enterFrame(selector) {
      await send('/frame', { id: null });
      const id = await evaluate(`return find(${JSON.stringify(selector)});`);
      await send('/frame', { id });
    },
    async click(selector) {
      await send(`${await pathOf(selector)}/click`, {});
    },
    async type(selector, text) {
      await send(`${await pathOf(selector)}/value`, { text });
    },
    async close() {
      await send('', undefined, 'DELETE').catch(() => undefined); // The driver ends it too.
      driver.stop();
    },
  };
}

/** The driver has only just been started. */
async function untilItListens<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TypeError) || tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
