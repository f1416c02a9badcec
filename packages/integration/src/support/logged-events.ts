import type { Page } from 'playwright';

interface LoggedEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The events of the page's own conversation, in the order of the log, read as its visitor. */
export async function loggedEvents(page: Page): Promise<readonly LoggedEvent[]> {
  return page.evaluate(async () => {
    const stored = Object.values(sessionStorage).find((text) => text.includes('sessionToken')) ?? '{}';
    const { sessionToken, conversationId } = JSON.parse(stored) as Record<string, string>;
    const response = await fetch(`/api/conversations/${conversationId}/events?limit=1000`, {
      headers: { authorization: `Bearer ${sessionToken}` },
    });
    return ((await response.json()) as { events: LoggedEvent[] }).events;
  });
}
