// A program: one node of several on a PostgreSQL store, which does what the lines of its input say and
// answers each with a line.
//   tool-node.ts <connection string> <schema> <lease in ms>
//   {"id":1,"as":<caller>,"method":…,"params":…}  ->  {"id":1,"result":…} or {"id":1,"error":<body>}
//   {"id":2,"snapshot":<conversation>}            ->  {"id":2,"result":<what a new viewer is sent>}
//   {"id":3,"freeze":true}                        ->  it stops itself right before its next write under
//                                                     a lease, having said {"frozen":<conversation>}
// It says {"stale":<conversation>} for each write that the store refused because of its fence. It also
// ends when its input does, so that it never outlives a test.
import { createInterface } from 'node:readline';
import { type AppendRequest, createOrchestrator, type EventStore } from '@agent-chat/core';
import { AgentChatError, type Caller, type ConversationMethod } from '@agent-chat/protocol';
import { createPostgresBus, createPostgresStore } from '@agent-chat/store-postgres';
import { sayLine } from '@agent-chat/store-test-support';
import { Pool } from 'pg';
import { chargingAgent } from './charging-agent.js';

type Command = { readonly id: number } & (
  | { readonly as: Caller; readonly method: ConversationMethod; readonly params: object }
  | { readonly snapshot: string }
  | { readonly freeze: true }
);

const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };
const TOOL_MS = 30;

const [connectionString = '', schema = '', leaseMs = ''] = process.argv.slice(2);
const say = (line: object): void => sayLine(JSON.stringify(line));

let isFreezing = false;
const store = await createPostgresStore({ connectionString, schema });
const bus = await createPostgresBus({ connectionString, schema });
const effects = new Pool({ connectionString, max: 2 });

const agent = chargingAgent({
  async effect(tool, task) {
    await effects.query(`INSERT INTO ${schema}.effects (tool, task) VALUES ($1, $2)`, [tool, task]);
  },
  toolMs: TOOL_MS,
});
const orchestrator = createOrchestrator({
  store: { ...store, events: watched(store.events) },
  bus,
  agents: { bot: agent },
  leaseMs: Number(leaseMs),
});
await orchestrator.start();
say({ ready: true });

for await (const line of createInterface({ input: process.stdin })) void obey(JSON.parse(line) as Command);
process.exit(0);

async function obey(command: Command): Promise<void> {
  const { id } = command;
  try {
    say({ id, result: await resultOf(command) });
  } catch (error) {
    say({ id, error: AgentChatError.from(error).toBody() });
  }
}

async function resultOf(command: Command): Promise<unknown> {
  if ('freeze' in command) {
    isFreezing = true;
    return null;
  }
  if ('method' in command) {
    const { method, params } = command;
    return orchestrator.as(command.as).call(method, params);
  }
  for await (const frame of orchestrator.as(OPERATOR).subscribe({ conversationId: command.snapshot })) {
    if (frame.kind === 'snapshot') return frame.data;
  }
  return null;
}

function watched(inner: EventStore): EventStore {
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

  async function append(request: AppendRequest): ReturnType<EventStore['append']> {
    if (isFreezing && request.fence !== undefined) {
      isFreezing = false;
      say({ frozen: request.conversationId });
      process.kill(process.pid, 'SIGSTOP');
    }
    const result = await inner.append(request);
    if (result.status === 'stale_fence') say({ stale: request.conversationId });
    return result;
  }
}
