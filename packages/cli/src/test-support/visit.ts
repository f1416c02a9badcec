import { expect, vi } from 'vitest';
import type { Cli } from './run-cli.js';

export interface Logged {
  readonly type: string;
  readonly author: string;
  readonly finality: string;
  readonly payload: { readonly parts?: readonly { readonly text?: string }[] };
}

/** A conversation of a new visitor, who writes as the page does. */
export async function visit(url: string, slug = 'demo') {
  const created = await fetch(`${url}/api/public/interfaces/${slug}/sessions`, { method: 'POST' });
  const session = (await created.json()) as { sessionToken: string; conversationId: string };
  const headers = { authorization: `Bearer ${session.sessionToken}`, 'content-type': 'application/json' };
  const path = `${url}/api/conversations/${session.conversationId}`;
  const post = (to: string, body: object) =>
    fetch(`${path}/${to}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const log = async (): Promise<readonly Logged[]> =>
    ((await (await fetch(`${path}/events?limit=500`, { headers })).json()) as { events: Logged[] }).events;
  let asked = 0;
  const isAnswered = (events: readonly Logged[]) =>
    events.filter(({ author, finality }) => author === 'assistant' && finality === 'turn').length === asked;
  /** Writes, and gives the log as soon as it `isEnough`. */
  const say = async (text: string, isEnough: (events: readonly Logged[]) => boolean) => {
    asked += 1;
    await post('messages', {
      clientRequestId: `ask-${asked}`,
      parts: [{ type: 'text', partId: 'p1', text }],
    });
    return vi.waitFor(
      async () => {
        const events = await log();
        expect(isEnough(events)).toBe(true);
        return events;
      },
      { timeout: 60_000 },
    );
  };
  return {
    conversationId: session.conversationId,
    post,
    /** The log once the agent has answered. */
    ask: (text: string) => say(text, isAnswered),
    /** What somebody is asked about once the agent has read this. */
    async askForTool(text: string) {
      const isAsked = ({ type }: Logged) => type === 'approval_requested';
      const asking = (await say(text, (events) => events.some(isAsked))).find(isAsked);
      return asking?.payload as unknown as {
        readonly approvalId: string;
        readonly argsHash: string;
        readonly approvers: unknown;
      };
    },
  };
}

/** Makes and publishes an interface of the server that runs on the data of `cwd`. */
export async function publish(cli: Cli, cwd: string, url: string, title: string): Promise<void> {
  const made = cli.run(['interfaces', 'create', title, '--publish'], {
    cwd,
    env: { PORT: new URL(url).port },
  });
  expect(await made.ended, made.errors()).toBe(0);
}
