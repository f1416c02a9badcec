import type { KnownEvent } from '@agent-chat/protocol';
import { expect, it, vi } from 'vitest';
import { AGENT_ID, type Console, openConsole, outputsOf } from './support/campaign.js';

vi.setConfig({ testTimeout: 60_000 });

/** To whom a message was delivered, as often as it was: the attempts of a retry are their own. */
function deliveredIn(log: readonly KnownEvent[]): string[] {
  return log
    .flatMap((event) => (event.type === 'state_patched' ? event.payload.patch : []))
    .flatMap((one) => (one.path === '/campaign/changed' && 'value' in one ? [one.value] : []))
    .flatMap((changed) => {
      const { results = {} } = changed as { results?: Record<string, { attempts: number }> };
      return Object.entries(results).flatMap(([leadId, { attempts }]) => (attempts === 1 ? [leadId] : []));
    });
}

async function firstAnswerOf(c: Console, question: string): Promise<string> {
  const log = await c.log();
  const asked = log.findIndex(
    (event) => event.type === 'message' && JSON.stringify(event.payload.parts).includes(question),
  );
  const answer = log.slice(asked).find((event) => event.type === 'message' && event.author === AGENT_ID);
  if (answer?.type !== 'message') throw new Error('There is no answer.');
  return answer.payload.messageId;
}

it('a message that is edited has its own brief, though its calls have the ids of the first', async () => {
  const c = await openConsole();
  await c.say('Find 60 Python maintainers active in 90 days');
  expect(await c.campaign()).toMatchObject({ language: 'Python', maxPeople: 60 });
  const text = 'Find 30 Rust maintainers active in 90 days';
  const parts = [{ type: 'text' as const, partId: 'text', text }];
  const command = { conversationId: c.conversationId, clientRequestId: 'edit' };
  await c.api.call('sendMessage', { ...command, parts, parentId: null });
  await expect.poll(() => c.campaign()).toMatchObject({ language: 'Rust', maxPeople: 30 });
  await c.settled();
  expect(outputsOf(await c.log(), 'draft_brief').every(({ error }) => error === undefined)).toBe(true);
});

it('a turn that sent and is written again goes on, and writes to nobody twice', async () => {
  const c = await openConsole();
  const order = 'Find 60 Python maintainers active in 90 days, then run with $100 a day';
  await c.say('Set autopilot L2 with $100 a day.');
  await c.say('Cap 50 sends a day');
  await c.say(order);
  expect(deliveredIn(await c.log())).toHaveLength(40);
  const { runId = '' } = (await c.snapshot()).runs.at(-1) ?? {};
  const { conversationId } = c;
  const scope = { kind: 'run', id: runId } as const;
  const budget = { meter: 'sends', limit: 500, scope, window: 'day' } as const;
  await c.api.call('setBudget', { conversationId, clientRequestId: 'raise', budget });
  await c.api.call('resume', { conversationId, clientRequestId: 'resume', runId });
  await c.settled();
  const messageId = await firstAnswerOf(c, order);
  await c.api.call('regenerate', { conversationId, clientRequestId: 'again', messageId });
  await expect.poll(async () => deliveredIn(await c.log()).length, { timeout: 30_000 }).toBe(60);
  await c.settled();
  expect(new Set(deliveredIn(await c.log())).size).toBe(60);
  expect(deliveredIn(await c.log())).toHaveLength(60);
});
