import { expect, it } from 'vitest';
import { ADA, create, EVE, OPERATOR, start } from '../../test-support/orchestrator-fixture.js';

it.each([
  ['an operator', OPERATOR],
  ['a member', ADA],
])('is read page by page to its end by %s', async (_who, caller) => {
  const { orchestrator } = start();
  for (let at = 0; at < 7; at += 1) await create(orchestrator.as(ADA), `c${at}`);
  const api = orchestrator.as(caller);
  const ids: string[] = [];
  const sizes: number[] = [];
  let after: string | null = null;
  do {
    const page: { conversations: { conversationId: string }[]; next: string | null } = await api.call(
      'listConversations',
      { limit: 3, ...(after !== null && { after }) },
    );
    sizes.push(page.conversations.length);
    ids.push(...page.conversations.map(({ conversationId }) => conversationId));
    after = page.next;
  } while (after !== null);
  expect(sizes).toEqual([3, 3, 1]);
  expect(ids).toEqual(['c6', 'c5', 'c4', 'c3', 'c2', 'c1', 'c0']);
  // A page that is just full is the last one, too.
  expect((await api.call('listConversations', { limit: 7 })).next).toBeNull();
});

it('shows on no page what the caller is not on the roster of, and refuses a place that is none', async () => {
  const { orchestrator } = start();
  await create(orchestrator.as(ADA));
  const eve = orchestrator.as(EVE);
  const after = '9999-01-01T00:00:00.000Z/c1';
  expect(await eve.call('listConversations', { after })).toEqual({ conversations: [], next: null });
  for (const wrong of ['', 'c1', 'yesterday/c1', '/c1']) {
    await expect(eve.call('listConversations', { after: wrong })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  }
});
