import { setTimeout as sleep } from 'node:timers/promises';
import {
  AgentChatError,
  type Caller,
  type ControlState,
  type ConversationEvent,
  emptyState,
  foldEvents,
  type MessageEvent,
  projectControl,
  textOf,
} from '@agent-chat/protocol';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import { createPostgresStore, type PostgresStore } from '@agent-chat/store-postgres';
import { postgresUrl, withoutPostgres } from '@agent-chat/store-postgres/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doneIn, reportedIn, tasksIn } from './support/charging-agent.js';
import { NodeProcess } from './support/node-process.js';
import { createTestSchema, type TestSchema } from './support/test-schema.js';

const TASKS = FULL ? 200 : 10;
/** Tasks that are given at about the same time, and then meet one disturbance. */
const AT_ONCE = FULL ? 4 : 3;
const CONVERSATIONS = FULL ? 6 : 2;
const LEASE_MS = 800;
const SEED = Number(process.env['AGENT_CHAT_TEST_SEED'] ?? 20_261_121);
const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };

/** What happens to a node while it has work: it dies, it stops for a while, or stops before it writes. */
const DISTURBANCES = ['kill', 'freeze', 'pause'] as const;

interface Task {
  readonly name: string;
  readonly conversationId: string;
  readonly messageId: string;
}

describe.skipIf(withoutPostgres)(
  `two processes on one PostgreSQL${withoutPostgres ? `: ${withoutPostgres}` : ''}`,
  () => {
    const random = seeded(SEED);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => `conversation-${index}`);
    const tasks: Task[] = [];
    let schema: TestSchema;
    let store: PostgresStore;
    let nodes: readonly [NodeProcess, NodeProcess];

    beforeAll(async () => {
      schema = createTestSchema();
      store = await createPostgresStore({ connectionString: postgresUrl, schema: schema.name });
      await schema.pool.query(`CREATE TABLE ${schema.name}.effects (tool text, task text)`);
      const args = [postgresUrl, schema.name, String(LEASE_MS)];
      nodes = [new NodeProcess(args), new NodeProcess(args)];
      await Promise.all(nodes.map((node) => node.start()));
      for (const conversationId of conversations) {
        await command(pick(nodes), 'createConversation', {
          conversationId,
          clientRequestId: 'create',
          participants: [
            { participantId: 'ada', kind: 'user', displayName: 'Ada' },
            { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
          ],
        });
      }
    }, 60_000);

    afterAll(async () => {
      for (const node of nodes) node.kill();
      await store.close();
      await schema.drop();
    });

    /** As a client does it: the same request again, at the other node, until one acknowledges it. */
    async function command(first: NodeProcess, method: string, params: object): Promise<unknown> {
      for (let node = first; ; node = otherThan(node)) {
        try {
          return await node.call(ADA, method, params, 2_000);
        } catch (error) {
          if (!AgentChatError.isInstance(error) || !error.retryable) throw error;
        }
      }
    }

    function otherThan(node: NodeProcess): NodeProcess {
      return node === nodes[0] ? nodes[1] : nodes[0];
    }

    async function giveTask(node: NodeProcess): Promise<void> {
      const name = `t${tasks.length}`;
      const conversationId = pick(conversations);
      const place = tasks.push({ name, conversationId, messageId: '' }) - 1;
      const { messageId } = (await command(node, 'sendMessage', {
        conversationId,
        clientRequestId: name,
        parts: [{ type: 'text', partId: 'p1', text: `Task ${name}!` }],
      })) as { messageId: string };
      tasks[place] = { name, conversationId, messageId };
    }

    async function logOf(conversationId: string): Promise<ConversationEvent[]> {
      const stored = await store.events.read({ conversationId, tenant: 'default', limit: 10_000 });
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
      return stored.map(({ json }) => JSON.parse(json) as ConversationEvent);
    }

    const controlOf = async (conversationId: string): Promise<ControlState> =>
      foldEvents(emptyState(conversationId), await logOf(conversationId)).control;

    /** Until no turn is open, nothing is waiting and it is the user's turn, everywhere. */
    async function settled(): Promise<void> {
      for (const conversationId of conversations) {
        for (;;) {
          const { openTurn, queue, lastClose } = await controlOf(conversationId);
          const isAnswered = lastClose === null || (lastClose.owner === 'bot' && lastClose.by === 'message');
          if (openTurn === null && queue.length === 0 && isAnswered) break;
          await sleep(50);
        }
      }
    }

    async function disturb(kind: (typeof DISTURBANCES)[number], node: NodeProcess): Promise<void> {
      await sleep(random() * 120);
      switch (kind) {
        case 'kill':
          node.kill();
          await node.start();
          return settled();
        case 'pause':
          node.pause();
          await settled();
          node.goOn();
          return;
        case 'freeze': {
          const refused = node.stale.length;
          await node.freeze();
          // It has to be the one that runs a turn.
          for (let isFrozen = false; !isFrozen; ) {
            const done = giveTask(node).then(settled);
            isFrozen = await Promise.race([node.frozen.then(() => true), done.then(() => false)]);
            if (isFrozen) await done;
          }
          node.goOn();
          await expect.poll(() => node.stale.length, { timeout: 20_000 }).toBeGreaterThan(refused);
        }
      }
    }

    it(
      `end each of ${TASKS} turns once, whatever is killed or stopped (seed ${SEED})`,
      async () => {
        for (let round = 0; tasks.length < TASKS || round < DISTURBANCES.length; round++) {
          const kind = round < DISTURBANCES.length ? DISTURBANCES[round] : undefined;
          const given = Array.from({ length: AT_ONCE }, () => giveTask(pick(nodes)));
          await disturb(kind ?? pick(DISTURBANCES), pick(nodes));
          await Promise.all(given);
          await settled();
        }
      },
      FULL ? 1_200_000 : 120_000,
    );

    it('have closed every turn that was opened exactly once', async () => {
      for (const conversationId of conversations) {
        const log = await logOf(conversationId);
        const opened = new Set(log.flatMap((event) => turnOf(event)));
        const closed = log.flatMap((event) => closedBy(event));
        expect([...opened].toSorted((a, b) => a - b)).toEqual(closed.toSorted((a, b) => a - b));
      }
    });

    it('have logged each message once, and answered it once or said that they could not', async () => {
      let complete = 0;
      for (const conversationId of conversations) {
        const given = tasks.filter((task) => task.conversationId === conversationId);
        const turns = await countedTurns(conversationId);
        const asked = turns.filter(({ author }) => author === 'ada');
        expect(asked.map((message) => message.payload.messageId).toSorted()).toEqual(
          given.map(({ messageId }) => messageId).toSorted(),
        );
        let open: string[] = [];
        for (const { author, payload } of turns) {
          if (author === 'ada') {
            open.push(...tasksIn(textOf(payload.parts)));
            continue;
          }
          const { status, reason } = payload.outcome ?? {};
          if (status === 'complete') {
            const report = textOf(payload.parts);
            expect(reportedIn(report).toSorted()).toEqual(open.toSorted());
            complete += doneIn(report).length;
            open = [];
          } else {
            expect(status).toBe('failed');
            expect(['tool_outcome_unknown', 'runner_lost']).toContain(reason?.code);
            if (reason?.code === 'tool_outcome_unknown') open = [];
          }
        }
        expect(turns.at(-1)?.author).not.toBe('ada');
      }
      // How many the kills leave whole depends on how busy the machine is.
      expect(complete).toBeGreaterThanOrEqual(tasks.length / 5);
    });

    it('have run no tool twice that may not be', async () => {
      const { rows } = await schema.pool.query<{ tool: string; task: string; times: string }>(
        `SELECT tool, task, count(*) AS times FROM ${schema.name}.effects GROUP BY tool, task`,
      );
      const timesOf = (tool: string, task: string): number =>
        Number(rows.find((row) => row.tool === tool && row.task === task)?.times ?? 0);
      expect(rows.filter(({ tool, times }) => tool === 'charge' && Number(times) > 1)).toEqual([]);
      for (const conversationId of conversations) {
        for (const { author, payload } of await countedTurns(conversationId)) {
          if (author !== 'bot' || payload.outcome?.status !== 'complete') continue;
          for (const name of doneIn(textOf(payload.parts))) {
            expect(timesOf('charge', name), name).toBe(1);
            expect(timesOf('look_up', name), name).toBeGreaterThanOrEqual(1);
          }
        }
      }
    });

    it('have refused what a process wrote that had been stopped past its lease', async () => {
      expect(nodes.flatMap(({ stale }) => stale).length).toBeGreaterThan(0);
      for (const conversationId of conversations) {
        let newest: { executionId: string; fence: number } | null = null;
        for (const event of await logOf(conversationId)) {
          if (event.type === 'execution_started') {
            const started = event.payload as { executionId: string; fence: number };
            expect(started.fence).toBeGreaterThan(newest?.fence ?? 0);
            newest = started;
          } else if (event.executionId !== undefined) expect(event.executionId).toBe(newest?.executionId);
        }
      }
    });

    it('show the same conversation on both', async () => {
      for (const conversationId of conversations) {
        const control = projectControl(await controlOf(conversationId), { operator: true });
        const shown = async (): Promise<unknown[]> =>
          Promise.all(nodes.map((node) => node.snapshot(conversationId)));
        await expect
          .poll(shown, { timeout: 20_000 })
          .toEqual([
            expect.objectContaining({ atSeq: control.seq }),
            expect.objectContaining({ atSeq: control.seq }),
          ]);
        const [one, other] = (await shown()) as [{ state: { control: unknown } }, unknown];
        expect(one).toEqual(other);
        expect(one.state.control).toEqual(JSON.parse(JSON.stringify(control)));
      }
    });

    /** What closed each turn that was not written again. */
    async function countedTurns(conversationId: string): Promise<MessageEvent[]> {
      return (await logOf(conversationId)).filter(
        (event): event is MessageEvent => event.type === 'message' && event.finality === 'turn',
      );
    }
  },
);

function turnOf(event: ConversationEvent): number[] {
  const turn = event.type === 'execution_started' ? (event.payload as { turn: number }).turn : event.turn;
  return turn === 0 ? [] : [turn];
}

function closedBy(event: ConversationEvent): number[] {
  if (event.type === 'turn_cleared') return [(event.payload as { turn: number }).turn];
  return event.finality === 'none' ? [] : [event.turn];
}
