import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright';
import type { TestContext } from 'vitest';
import { chromiumLaunch } from '../../../../tools/browsers.mjs';

/** With it a frame of another site has a storage of its own for each page around it; without, it may have none. */
export const FRAMES_KEEP_APART = '--disable-features=TrackingProtection3pcd';

/** Headless Chromium: the one on this machine, else Playwright's own. */
export async function launchChromium(...more: readonly string[]): Promise<Browser> {
  return chromium.launch(chromiumLaunch(more));
}

/**
 * What another visitor has of a browser, for as long as a test takes: tests with contexts of their own
 * can run at the same time.
 */
export async function openContext(
  browser: Browser,
  onTestFinished: TestContext['onTestFinished'],
  options?: BrowserContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  return context;
}

/** What a page did that it must never do. */
export interface PageFaults {
  /** Errors in the console and uncaught exceptions, violations of the page's policy among them. */
  readonly errors: string[];
  /** Requests to another origin than the page's. */
  readonly foreignRequests: string[];
}

/** A page that is watched from its first byte. A connection that a test breaks is no fault of it. */
export async function openPage(
  context: BrowserContext,
  url: string,
): Promise<{ page: Page; faults: PageFaults }> {
  const page = await context.newPage();
  const faults: PageFaults = { errors: [], foreignRequests: [] };
  page.on('console', (message) => {
    const broken = /net::ERR_|WebSocket connection to .* failed/.test(message.text());
    // A whole browser asks for it by itself, where a page names no icon.
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !broken && !isIcon) faults.errors.push(message.text());
  });
  page.on('pageerror', (error) => faults.errors.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) faults.foreignRequests.push(request.url());
  });
  await page.goto(url);
  return { page, faults };
}
