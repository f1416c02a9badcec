import type { BrowserContext, FrameLocator, Page } from 'playwright';
import { openPage, type PageFaults } from './browser.js';
import type { EmbedSite } from './embed-site.js';
import { hostPage } from './host-page.js';
import type { StaticSite } from './static-site.js';

/** A page of another site that writes down every message it gets. */
export const LISTENING = `<!doctype html><title>Listening</title><script>
  window.got = []; addEventListener('message', ({ data }) => got.push(JSON.stringify(data) ?? ''));
</script>`;

export interface Visited {
  readonly page: Page;
  readonly faults: PageFaults;
  readonly frame: FrameLocator;
}

/** The chat of `server` in a frame of a page. @param query of the address of the frame */
export const frameTag = (server: string, query = ''): string =>
  `<iframe id="chat" src="${server}/embed/demo${query}" title="Chat" width="400" height="600"></iframe>`;

/**
 * The script of a page that connects the frame as the documentation says, and writes down what it is told.
 *
 * @param options further ones of `connectEmbed`, as they are written
 * @param before what the script does first
 */
export const connect = (server: string, options: string, before = ''): string => `
  import { connectEmbed } from '${server}/elements/embed-host.js';
  ${before}
  window.heard = [];
  window.person = null;
  const note = (name) => (value) => window.heard.push(name + ' ' + value);
  window.chat = connectEmbed(document.querySelector('#chat'), {
    onReady: note('ready'), onUnread: note('unread'), onClose: note('close'), onUnavailable: note('unavailable'),
    ${options}
  });`;

/** What the page has been told by `connect`. */
export const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

/** Opens a page of `host` with this body and script. */
export async function visit(
  site: EmbedSite,
  context: BrowserContext,
  host: StaticSite,
  body: string,
  script: string,
): Promise<Visited> {
  const { page, faults } = await openPage(context, hostPage(site, host, body, { script }));
  return { page, faults, frame: page.frameLocator('#chat') };
}
