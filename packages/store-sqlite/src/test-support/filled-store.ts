import { appendOf } from '@agent-chat/store-test-support';
import { createSqliteStore } from '../sqlite-store.js';

/** Makes a store with conversations of `events` events each, of some hundred characters or `padding`. */
export async function fillStore(
  folder: string,
  options: { readonly events: number; readonly conversations?: readonly string[]; readonly padding?: number },
): Promise<{ readonly epoch: string }> {
  const { events, conversations = ['one'], padding = 300 } = options;
  const store = await createSqliteStore({ folder, durability: 'normal' });
  const appends = conversations.flatMap((conversationId) =>
    Array.from({ length: events }, (_, index) => {
      const text = `${conversationId} ${index} ${'x'.repeat(padding)}`;
      return store.events.append(appendOf({ conversationId, expectedSeq: index, text }));
    }),
  );
  const statuses = new Set((await Promise.all(appends)).map(({ status }) => status));
  if (statuses.size !== 1 || !statuses.has('appended'))
    throw new Error(`It answered ${[...statuses].join()}.`);
  await store.close();
  return { epoch: store.events.epoch };
}
