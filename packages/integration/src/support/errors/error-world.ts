import { type Attachments, createAttachments, createOrchestrator, type Orchestrator } from '@agent-chat/core';
import type { ManualClock } from '@agent-chat/core/testing';
import type {
  Caller,
  CallerKind,
  ConversationMethod,
  MethodParams,
  MethodResult,
} from '@agent-chat/protocol';
import { CONTRACT } from '@agent-chat/protocol';
import type { TestStore } from '../test-stores.js';

const LEASE_MS = 1_000;
const TENANT = { tenant: 'default' } as const;

export type Method = ConversationMethod;

/** A call that must be refused. */
export interface Provocation {
  readonly caller: Caller;
  readonly params: object;
}

export interface HeldExecution {
  readonly executionId: string;
  readonly fence: number;
}

/** One conversation with two users, two agents that run elsewhere and an operator, to make trouble in. */
export class ErrorWorld {
  readonly store: TestStore;
  readonly clock: ManualClock;
  readonly conversationId: string;
  readonly ada: Caller = { ...TENANT, kind: 'member', participantId: 'ada' };
  readonly bob: Caller = { ...TENANT, kind: 'member', participantId: 'bob' };
  readonly bot: Caller = { ...TENANT, kind: 'agent', participantId: 'bot' };
  readonly cat: Caller = { ...TENANT, kind: 'agent', participantId: 'cat' };
  /** Not on the roster. */
  readonly operator: Caller = { ...TENANT, kind: 'operator', participantId: 'op' };
  readonly visitor: Caller;
  readonly observer: Caller;
  readonly #orchestrator: Orchestrator;
  readonly #attachments: Attachments;
  #requests = 0;

  constructor(store: TestStore, clock: ManualClock, conversationId: string) {
    this.store = store;
    this.clock = clock;
    this.conversationId = conversationId;
    this.visitor = { ...TENANT, kind: 'visitor', participantId: 'ada', conversationId };
    this.observer = { ...TENANT, kind: 'observer', conversationId };
    let ids = 0;
    const mint = { next: (kind: string) => `${conversationId}-${kind}-${++ids}` };
    const { blobs, records } = store;
    this.#attachments = createAttachments({ blobs, records, clock, ids: mint });
    this.#orchestrator = createOrchestrator({
      store,
      attachments: this.#attachments,
      clock,
      ids: mint,
      leaseMs: LEASE_MS,
      personas: {
        pin: async (_tenant, personaId) => (personaId === null ? null : { personaId, version: '1' }),
        mayChoose: () => true,
      },
    });
  }

  close(): Promise<void> {
    return this.#orchestrator.close();
  }

  /** Closes it, and lets the store forget it: what comes after it looks through a small one. */
  async forget(): Promise<void> {
    await this.close();
    const of = { ...TENANT, conversationId: this.conversationId };
    await this.store.events.deleteConversation(of.tenant, of.conversationId);
    await this.#attachments.deleteConversation(of);
  }

  /** Of what has parts: with a file more, which waits for its message. */
  async withFile(params: object): Promise<object> {
    if (!('parts' in params) || !Array.isArray(params.parts)) return params;
    async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new TextEncoder().encode('Hello.');
    }
    const described = { name: 'note.txt', contentType: 'text/plain' };
    const { conversationId } = this;
    const { attachmentId } = await this.#attachments.receive({
      ...TENANT,
      conversationId,
      ...described,
      chunks: bytes(),
      createdBy: 'ada',
    });
    const file = { type: 'attachment', partId: 'file', attachmentId, ...described };
    return { ...params, parts: [...params.parts, file] };
  }

  /** A request id that was not used before. */
  nextRequest(): string {
    return `request ${++this.#requests}`;
  }

  /** As whom the method is usually called. */
  callerFor(method: keyof typeof CONTRACT): Caller {
    const { callers } = CONTRACT[method];
    const mayCall = (kind: CallerKind): boolean =>
      callers === 'anyone' || (callers as readonly CallerKind[]).includes(kind);
    return mayCall('member') ? this.ada : mayCall('agent') ? this.bot : this.operator;
  }

  /** Somebody who may not call it; `null` when everybody may. */
  strangerTo(method: keyof typeof CONTRACT): Caller | null {
    const { callers } = CONTRACT[method];
    if (callers === 'anyone') return null;
    const all = [this.observer, this.visitor, this.bot, this.ada];
    return all.find(({ kind }) => !(callers as readonly CallerKind[]).includes(kind)) ?? null;
  }

  async call<M extends Method>(caller: Caller, method: M, params: object): Promise<MethodResult<M>> {
    const { conversationId } = this;
    const given = { conversationId, clientRequestId: this.nextRequest(), ...params };
    return this.#orchestrator.as(caller).call(method, given as unknown as MethodParams<M>);
  }

  as(caller: Caller): ReturnType<Orchestrator['as']> {
    return this.#orchestrator.as(caller);
  }

  async create(metadata: object = {}): Promise<void> {
    await this.call(this.operator, 'createConversation', {
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bob', kind: 'user', displayName: 'Bob' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        { participantId: 'cat', kind: 'agent', displayName: 'Cat' },
      ],
      ...metadata,
    });
  }

  say(
    text = 'Hello',
    more: object = {},
  ): Promise<{ seq: number; messageId: string; runId?: string | undefined }> {
    return this.call(this.ada, 'sendMessage', { parts: textParts(text), ...more });
  }

  /** The agent has the turn. */
  async start(): Promise<HeldExecution> {
    await this.say();
    return this.call(this.bot, 'startExecution', { agentId: 'bot' });
  }

  /** The agent has the turn, and has called a tool in it. */
  async startWithTool(): Promise<HeldExecution> {
    const held = await this.start();
    const payload = { toolCallId: 't1', name: 'look_up', args: { a: 1 } };
    await this.call(this.bot, 'sendTrace', { ...held, type: 'tool_call', payload });
    return pick(held);
  }

  /** The agent has answered with a card that has a button. */
  async answer(): Promise<{ messageId: string }> {
    const held = pick(await this.start());
    const actions = [{ actionId: 'go', label: 'Go' }];
    const card = { type: 'table', version: 1, data: { columns: [], rows: [] }, actions };
    return this.call(this.bot, 'sendMessage', { ...held, parts: [{ type: 'card', partId: 'p1', card }] });
  }

  /** Where the first thing that was said stands. */
  async seqOfQuestion(): Promise<number> {
    const { events } = await this.call(this.operator, 'getEvents', {});
    return events.find(({ type }) => type === 'message')?.seq ?? 0;
  }

  async openApprovals(): Promise<number> {
    const { events } = await this.call(this.operator, 'getEvents', {});
    const of = (kind: string): number => events.filter(({ type }) => type === kind).length;
    return of('approval_requested') - of('approval_expired');
  }

  async end(): Promise<void> {
    await this.say('Bye', { finality: 'conversation' });
  }
}

export function pick({ executionId, fence }: HeldExecution): HeldExecution {
  return { executionId, fence };
}

export function textParts(text: string): object[] {
  return [{ type: 'text', partId: 'p1', text }];
}
