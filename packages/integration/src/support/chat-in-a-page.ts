import type { Frame, FrameLocator, Page } from 'playwright';

/** What holds a chat: a page, or a frame in one. */
export type Place = Page | FrameLocator | Frame;

export const field = (place: Place) => place.locator('agent-composer textarea');

/** What the agent of `startEmbedSite` says to everything. */
export const answers = (place: Place) => place.locator('agent-message', { hasText: 'An answer.' });

/** Writes a message, and waits for it and for an answer. */
export async function chat(place: Place, text: string): Promise<void> {
  await field(place).fill(text);
  await field(place).press('Enter');
  await place.locator('agent-message', { hasText: text }).last().waitFor();
  await answers(place).last().waitFor();
}

export const launcher = (page: Page) => page.locator('[data-agent-chat-widget] .launcher');
export const panel = (page: Page) => page.locator('[data-agent-chat-widget] .panel');
