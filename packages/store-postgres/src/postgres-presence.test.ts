import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RunningNode, startNode } from './test-support/start-node.js';
import {
  databaseUrl,
  openNode,
  skipReason,
  temporarySchema,
  withPool,
} from './test-support/test-database.js';

const member = (participantId: string): Caller => ({ kind: 'member', tenant: 'default', participantId });
const CONVERSATION = 'shared \u0000 \ud800';

async function node(schema: string): Promise<RunningNode> {
  const started = await startNode({ connectionString: databaseUrl, schema, agents: {} });
  onTestFinished(() => started.close());
  return started;
}

/** What a viewer was told last of the others. */
function view({ orchestrator }: RunningNode, participantId: string) {
  const told: Record<'presence' | 'typing', readonly string[]> = { presence: [], typing: [] };
  const leaving = new AbortController();
  const done = (async () => {
    const params = { conversationId: CONVERSATION };
    for await (const frame of orchestrator.as(member(participantId)).subscribe(params, leaving)) {
      if (frame.kind === 'presence' || frame.kind === 'typing') told[frame.kind] = frame.data.participantIds;
    }
  })();
  const leave = async (): Promise<void> => {
    leaving.abort();
    await done;
  };
  onTestFinished(leave);
  return { here: () => told.presence, typing: () => told.typing, leave };
}

describe.skipIf(skipReason)(`who is there on two nodes${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('is told to the viewers of both, and is nobody who was there through one that died', async () => {
    const schema = temporarySchema();
    const [first, second] = [await node(schema), await node(schema)];
    await first.orchestrator.as(member('ada')).call('createConversation', {
      clientRequestId: 'create',
      conversationId: CONVERSATION,
      participants: ['ada', 'bob', 'eve'].map((participantId) => {
        return { participantId, kind: 'user', displayName: participantId };
      }),
    });
    const [ada, bob] = [view(first, 'ada'), view(second, 'bob')];
    await expect.poll(ada.here).toEqual(['bob']);
    await expect.poll(bob.here).toEqual(['ada']);
    const say = (typing: boolean) =>
      second.orchestrator.as(member('eve')).call('setTyping', { conversationId: CONVERSATION, typing });
    await say(true);
    await expect.poll(ada.typing).toEqual(['eve']);
    const late = view(first, 'bob');
    await expect.poll(late.typing).toEqual(['eve']);
    await late.leave();
    await say(false);
    await expect.poll(ada.typing).toEqual([]);
    // Who was there through a node that dies is there for as long as it said that it lives.
    await bob.leave();
    const dying = { tenant: 'default', conversationId: CONVERSATION, here: ['eve'], typing: [] };
    const hint = {
      type: 'presence',
      tenant: 'default',
      conversationId: CONVERSATION,
      by: 'dying',
      seq: 0,
    } as const;
    await second.store.presence.write('dying', 60_000, [dying]);
    second.bus.publish(hint);
    await expect.poll(ada.here).toContain('eve');
    await second.store.presence.write('dying', 0, []);
    second.bus.publish(hint);
    await expect.poll(ada.here).not.toContain('eve');
  });

  it('is not in the server’s log', async () => {
    const schema = temporarySchema();
    await openNode(schema);
    const { rows } = await withPool((pool) =>
      pool.query(`SELECT DISTINCT relpersistence FROM pg_class
        WHERE oid IN ('${schema}.presence'::regclass, '${schema}.presence_nodes'::regclass)`),
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
  });
});
