import { describe, expect } from 'vitest';
import { it } from './test-support/run-cli.js';
import { type Logged, publish, visit } from './test-support/visit.js';

const ORDER = 'Set autopilot L2 with $100 a day.';
const SETS = /^(?:autopilot_set|budget_set|policy_changed)$/;

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
    await publish(cli, cwd, url, 'Help desk');
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
