import { describe, expect, vi } from 'vitest';
import { it } from './test-support/run-cli.js';

interface Logged {
  readonly type: string;
  readonly author: string;
  readonly finality: string;
  readonly payload: { readonly parts?: readonly { readonly text?: string }[] };
}

const ORDER = 'Set autopilot L2 with $100 a day.';
const SETS = /^(?:autopilot_set|budget_set|policy_changed)$/;

/** A conversation of a new visitor, who writes as the page does. */
async function visit(url: string, slug = 'demo') {
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
  return {
    conversationId: session.conversationId,
    post,
    /** The log once the agent has answered. */
    async ask(text: string): Promise<readonly Logged[]> {
      asked += 1;
      await post('messages', {
        clientRequestId: `ask-${asked}`,
        parts: [{ type: 'text', partId: 'p1', text }],
      });
      return vi.waitFor(
        async () => {
          const events = await log();
          expect(isAnswered(events)).toBe(true);
          return events;
        },
        { timeout: 60_000 },
      );
    },
  };
}

const answerIn = (log: readonly Logged[]): string =>
  log.flatMap(({ author, payload }) => (author === 'assistant' ? (payload.parts ?? []) : [])).at(-1)?.text ??
  '';

describe.concurrent('what people write in the chat', { timeout: 90_000 }, () => {
  it('sets what it says in the demo on a machine of their own, and there alone', async ({ cli }) => {
    const cwd = cli.folder();
    const { url } = await cli.start({ cwd });
    const demo = await visit(url);
    const log = await demo.ask(ORDER);
    expect(log.filter(({ type }) => SETS.test(type))).toMatchObject([
      { type: 'autopilot_set', payload: { level: 2 } },
      { type: 'budget_set', payload: { meter: 'money', limit: 100_000_000, window: 'day' } },
    ]);
    expect(answerIn(log)).toBe(
      'What you asked me to set:\n\n- autopilot L2 (in force now)\n- a budget of $100.00 a day (in force now)',
    );
    const both = await demo.ask('Set autopilot L1. What is Agent Chat?');
    expect(both.findLast(({ type }) => SETS.test(type))).toMatchObject({ payload: { level: 1 } });
    expect(answerIn(both)).not.toContain('What you asked');
    // Words are read; a command with the same values is refused as ever.
    const scope = { kind: 'conversation', id: demo.conversationId };
    const budget = { meter: 'money', limit: 1_000_000_000, window: 'day', scope };
    for (const [to, body] of Object.entries({ autopilot: { level: 4 }, budget: { budget } })) {
      expect((await demo.post(to, { clientRequestId: to, ...body })).status, to).toBe(403);
    }

    // Another chat of the same server: its visitors are anybody.
    const made = cli.run(['interfaces', 'create', 'Help desk', '--publish'], {
      cwd,
      env: { PORT: new URL(url).port },
    });
    expect(await made.ended, made.errors()).toBe(0);
    const other = await (await visit(url, 'help-desk')).ask(`${ORDER} Score floor 5.`);
    expect(other.filter(({ type }) => SETS.test(type))).toEqual([]);
  });

  it('sets nothing where the server is on a network, and asks nobody for it', async ({ cli }) => {
    // An address of this machine alone, written so that it is not known for one.
    const { url } = await cli.start({ args: ['--host', '127.1'] });
    const log = await (await visit(url)).ask(ORDER);
    expect(log.filter(({ type }) => SETS.test(type) || type === 'approval_requested')).toEqual([]);
  });
});
