import { playwright } from '@vitest/browser-playwright';
import type { Frame, Page } from 'playwright';

/** For a page that hangs, not for one that is slow. */
const FRAME_TIMEOUT_MS = 15_000;
const FRAME_INTERVAL_MS = 50;

/** What the provider of Vitest is, as far as it is changed here. */
interface Provider {
  supportsParallelism: boolean;
  getCommandsContext(sessionId: string): { readonly page: Page; readonly frame: () => Promise<Frame> };
}

/** Drives an ordinary Firefox by WebDriver BiDi: "moz-firefox". */
export function firefoxProvider(executablePath: string | undefined) {
  const launchOptions = executablePath === undefined ? {} : { channel: 'moz-firefox', executablePath };
  const option = playwright({ launchOptions });
  return {
    ...option,
    providerFactory(...args: Parameters<typeof option.providerFactory>) {
      const made = option.providerFactory(...args);
      const provider = made as unknown as Provider;
      // Firefox gives keys to one page only, the one in front: tests in two would take them from each other.
      provider.supportsParallelism = false;
      const contextOf = provider.getCommandsContext.bind(provider);
      provider.getCommandsContext = (sessionId) => {
        const context = contextOf(sessionId);
        return Object.defineProperty(context, 'frame', { value: () => frameOfTests(context.page) });
      };
      return made;
    },
  };
}

/**
 * The frame that the tests of a file run in: the only one in the page. Vitest looks for it by its name,
 * which over BiDi is known some time after the frame is there.
 */
async function frameOfTests(page: Page): Promise<Frame> {
  const end = performance.now() + FRAME_TIMEOUT_MS;
  for (;;) {
    const frame = page.frames().find((each) => each.parentFrame() === page.mainFrame());
    if (frame !== undefined) return frame;
    if (performance.now() > end) throw new Error('The page has no frame with tests.');
    await new Promise((resolve) => setTimeout(resolve, FRAME_INTERVAL_MS));
  }
}
