import { type AgentRunner, createMemoryStore, createOrchestrator, type Orchestrator } from '@agent-chat/core';
import type { ConversationEvent, Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { startAgents } from '../remote/start-agents.js';
import { ReadTurn } from './read-turn.js';

export const PLACES = ['in the orchestrator', 'elsewhere, over the contract'] as const;
export type Place = (typeof PLACES)[number];

const CONVERSATION = 'c1';
const PARTICIPANTS = [
  { participantId: 'ada', kind: 'user' as const, displayName: 'Ada' },
  { participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' },
];

/** A conversation of one person with the runner under test. */
export class RunnerWorld {
  readonly #place: Place;
  readonly #make: () => AgentRunner;
  readonly #store = createMemoryStore();
  #orchestrator: Orchestrator;
  #leave: () => Promise<void> = async () => undefined;
  /** While whoever runs the agent ends and comes again, nobody reads. */
  #restarting: Promise<void> = Promise.resolve();
  #requests = 0;

  private constructor(place: Place, make: () => AgentRunner) {
    this.#place = place;
    this.#make = make;
    this.#orchestrator = this.#open();
  }

  static async open(place: Place, make: () => AgentRunner): Promise<RunnerWorld> {
    const world = new RunnerWorld(place, make);
    await world.#ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId: CONVERSATION,
      participants: PARTICIPANTS,
    });
    world.#join();
    return world;
  }

  say(text: string): Promise<unknown> {
    const parts = [{ type: 'text' as const, partId: 'p1', text }];
    return this.#ada.call('sendMessage', { ...this.#command(), parts });
  }

  stop(turn: number, mode: 'graceful' | 'hard'): Promise<unknown> {
    return this.#ada.call('stop', { ...this.#command(), turn, mode });
  }

  async log(): Promise<readonly ConversationEvent[]> {
    return (await this.#ada.call('getEvents', { conversationId: CONVERSATION, limit: 1_000 })).events;
  }

  /** Reads along until the turn is closed. */
  async readTurn(turn: number, onFrame: (frame: Frame) => void = () => undefined): Promise<ReadTurn> {
    const read = new ReadTurn(turn);
    while (!read.isClosed) {
      await this.#restarting;
      for await (const frame of this.#ada.subscribe({ conversationId: CONVERSATION, cursor: '0' })) {
        if (frame.kind === 'hello') read.events.length = 0;
        read.take(frame);
        onFrame(frame);
        if (read.isClosed) break;
      }
    }
    return read;
  }

  /** Whoever runs the agent ends in the middle of what it does, and comes again. */
  restart(): Promise<void> {
    this.#restarting = this.#endAndBegin();
    return this.#restarting;
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#orchestrator.close();
  }

  get #ada(): ConversationApi {
    return this.#orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
  }

  #open(): Orchestrator {
    return createOrchestrator({
      store: this.#store,
      ...(this.#place === 'in the orchestrator' && { agents: { bot: this.#make() } }),
    });
  }

  async #endAndBegin(): Promise<void> {
    await this.#leave();
    if (this.#place === 'in the orchestrator') {
      await this.#orchestrator.close();
      this.#orchestrator = this.#open();
      await this.#orchestrator.start();
    }
    this.#join();
  }

  #join(): void {
    if (this.#place === 'in the orchestrator') return;
    const transport = this.#orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
    const started = startAgents({ transport, conversationId: CONVERSATION, agents: { bot: this.#make() } });
    this.#leave = () => started.stop();
  }

  #command(): { conversationId: string; clientRequestId: string } {
    this.#requests += 1;
    return { conversationId: CONVERSATION, clientRequestId: `request ${this.#requests}` };
  }
}
