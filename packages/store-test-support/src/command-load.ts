import {
  type AppendRequest,
  createMemoryEventStore,
  createMemoryStore,
  createOrchestrator,
  type EventStore,
  type Orchestrator,
} from '@agent-chat/core';
import type { Caller } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { TENANT } from './append-request.js';
import { ROUNDS } from './compare-rates.js';

const TEXT = 'x'.repeat(110);

/** Writers that each send one command after the other. */
export interface CommandLoad {
  readonly method: 'sendMessage' | 'sendTrace';
  readonly writers: number;
  /** The writers share them evenly. */
  readonly conversations: number;
  /** Of all writers together, in one round. */
  readonly commands: number;
}

/** Both on the roster: a message by the person makes the agent due, a trace is the agent's. */
const PARTICIPANTS = [
  { participantId: 'visitor', kind: 'user', displayName: 'Visitor' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;
const PERSON: Caller = { kind: 'member', tenant: TENANT, participantId: 'visitor' };
const AGENT: Caller = { kind: 'agent', tenant: TENANT, participantId: 'agent' };

/** Every conversation is created and has its first command, so that a load only goes on with them. */
export async function beginConversations(orchestrator: Orchestrator, load: CommandLoad): Promise<void> {
  await Promise.all(
    Array.from({ length: load.conversations }, async (_, index) => {
      await orchestrator.as(PERSON).call('createConversation', {
        clientRequestId: `create-${index}`,
        conversationId: conversationOf(index),
        participants: [...PARTICIPANTS],
      });
      await send(apiOf(orchestrator, load), load.method, conversationOf(index), 'first');
    }),
  );
}

/** Resolves when every command is acknowledged. */
export async function runLoad(orchestrator: Orchestrator, load: CommandLoad, round: number): Promise<void> {
  const { method, writers, conversations, commands } = load;
  const write = async (writer: number) => {
    const api = apiOf(orchestrator, load);
    for (let n = 0; n < commands / writers; n++) {
      await send(api, method, conversationOf(writer % conversations), `request-${round}-${writer}-${n}`);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

/** What an orchestrator asks of its store for a load, as it was asked for: the rows of the floor. */
export interface RecordedLoad {
  readonly beginning: readonly AppendRequest[];
  /** By round: groups that are each as large as there are writers. */
  readonly rounds: readonly (readonly (readonly AppendRequest[])[])[];
}

export async function recordLoad(load: CommandLoad): Promise<RecordedLoad> {
  const requests: AppendRequest[] = [];
  const orchestrator = createOrchestrator({
    store: { ...createMemoryStore(), events: recorded(createMemoryEventStore(), requests) },
  });
  await beginConversations(orchestrator, load);
  const beginning = requests.splice(0);
  const rounds: AppendRequest[][][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await runLoad(orchestrator, load, round);
    const groups: AppendRequest[][] = [];
    while (requests.length > 0) groups.push(requests.splice(0, load.writers));
    rounds.push(groups);
  }
  await orchestrator.close();
  return { beginning, rounds };
}

/** As one connection of the writer has it. */
function apiOf(orchestrator: Orchestrator, { method }: CommandLoad): ConversationApi {
  return orchestrator.as(method === 'sendMessage' ? PERSON : AGENT);
}

function send(
  api: ConversationApi,
  method: CommandLoad['method'],
  conversationId: string,
  clientRequestId: string,
): Promise<unknown> {
  return method === 'sendMessage'
    ? api.call('sendMessage', {
        conversationId,
        clientRequestId,
        parts: [{ type: 'text', partId: 'p1', text: TEXT }],
      })
    : api.call('sendTrace', { conversationId, clientRequestId, type: 'thought', payload: { text: TEXT } });
}

export function conversationOf(index: number): string {
  return `conversation-${index}`;
}

/** The store, with what is appended noted in the order of the acknowledgements. */
function recorded(store: EventStore, requests: AppendRequest[]): EventStore {
  const append = async (request: AppendRequest) => {
    const result = await store.append(request);
    if (result.status === 'appended') requests.push(request);
    return result;
  };
  return new Proxy(store, {
    get(target, name): unknown {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
