import {
  type AgentRunner,
  type Clock,
  type Ids,
  type Logger,
  randomIds,
  silentLogger,
  systemClock,
} from '@agent-chat/core';
import { AgentChatError, type ErrorCode, type MethodResult } from '@agent-chat/protocol';
import { type Backoff, type ConversationApi, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import { sleep } from '../timing/sleep.js';
import { FollowedLog } from './followed-log.js';
import { runRemoteTurn } from './remote-turn.js';

const BACKOFF: Backoff = { baseMs: 500, maxMs: 5_000 };
/** Somebody else has the turn. */
const IS_TAKEN: readonly ErrorCode[] = ['LeaseHeld', 'TurnOpen'];

export interface StartAgentsOptions {
  /**
   * How to reach the conversation, as the agent that it runs or as an operator: a transport of
   * `@agent-chat/client`, or `orchestrator.as(caller)`.
   */
  readonly transport: ConversationApi;
  readonly conversationId: string;
  /** By the participant id of the agent. */
  readonly agents: Readonly<Record<string, AgentRunner>>;
  /**
   * What becomes of a turn that was open when this began and that its runner left. `resume`: it goes
   * on from what was logged, where a tool had started; else the server begins it anew. `restart`: it
   * is cleared and begun anew in any case. Default `resume`.
   */
  readonly turnRecoveryMode?: 'resume' | 'restart';
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** From 0 up to 1: spreads retries. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
}

export interface StartedAgents {
  /** Lets go of the turn that runs, for whoever comes next, and ends. */
  stop(): Promise<void>;
  /**
   * Resolves when it has ended. Rejects when the conversation cannot be followed any more, for
   * example with `UnknownConversation` or `Unauthorized`; while the wire fails it tries again.
   */
  readonly ended: Promise<void>;
}

/**
 * Runs agents of a conversation from wherever this is: a server, another process, a browser. It
 * follows the conversation, takes the turn of an agent that is due, and holds its lease while the
 * runner works. Several may offer to run the same agent: each turn is run by one of them. An agent whose
 * `hosting` is `internal` is the server's: it stands by until `stopAgents` makes it `external` again.
 */
export function startAgents(options: StartAgentsOptions): StartedAgents {
  const agents = new RemoteAgents(options);
  const ended = agents.run();
  // Whoever does not look at it is not to be ended by it.
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      agents.stop();
      await ended;
    },
  };
}

class RemoteAgents {
  readonly #options: StartAgentsOptions;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #logger: Logger;
  readonly #random: () => number;
  readonly #log: FollowedLog;
  readonly #ending = new AbortController();
  /** The turn that was found open at the start. */
  #found: number | null | 'unknown' = 'unknown';
  /** Turns in a row that could not be begun. */
  #refusals = 0;

  constructor(options: StartAgentsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#ids = options.ids ?? randomIds();
    this.#logger = options.logger ?? silentLogger;
    this.#random = options.random ?? Math.random;
    const { transport: api, conversationId } = options;
    this.#log = new FollowedLog({
      api,
      conversationId,
      clock: this.#clock,
      logger: this.#logger,
      random: this.#random,
    });
  }

  stop(): void {
    this.#ending.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.#ending;
    const running = this.#takeTurns();
    try {
      await this.#log.follow(signal);
    } finally {
      this.stop();
      await running;
    }
  }

  async #takeTurns(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      let agentId: string | null = null;
      await this.#log.until(() => {
        agentId = this.#dueAgent();
        return agentId !== null;
      }, signal);
      if (signal.aborted || agentId === null) return;
      const { seq } = this.#log.state.control;
      const wait = await this.#takeTurn(agentId);
      if (wait === 'changed') await this.#log.until(() => this.#log.state.control.seq > seq, signal);
      else if (wait > 0) await sleep(this.#clock, wait, signal);
    }
  }

  /** The agent of ours that is to act now. */
  #dueAgent(): string | null {
    const { guidance, state } = this.#log;
    if (guidance === null) return null;
    const { openTurn } = state.control;
    if (this.#found === 'unknown') this.#found = guidance.kind === 'continue_turn' ? guidance.turn : null;
    const due =
      guidance.candidates ?? (guidance.nextParticipantId === null ? [] : [guidance.nextParticipantId]);
    // A turn without an execution belongs to somebody who writes by commands.
    if (openTurn !== null && openTurn.execution === null) return null;
    return due.find((id) => Object.hasOwn(this.#options.agents, id) && !this.#log.isOfServer(id)) ?? null;
  }

  /** How long to wait before the next look; `changed`: for the log to go on. */
  async #takeTurn(agentId: string): Promise<number | 'changed'> {
    const { transport: api, conversationId, agents } = this.#options;
    const runner = agents[agentId];
    if (runner === undefined) return 'changed';
    let started: MethodResult<'startExecution'>;
    try {
      started = await this.#start(agentId);
      this.#refusals = 0;
      if (await this.#isCleared(started)) return 0;
    } catch (cause) {
      const error = AgentChatError.from(cause);
      // It closes in the log.
      if (error.retryable && error.code !== 'TurnOpen') return this.#waitMs((this.#refusals += 1), error);
      this.#logger.log('debug', 'No turn was begun.', { conversationId, agentId, code: error.code });
      return 'changed';
    }
    await runRemoteTurn({
      api,
      log: this.#log,
      conversationId,
      agentId,
      runner,
      started,
      clock: this.#clock,
      ids: this.#ids,
      random: this.#random,
      logger: this.#logger,
      shutdown: this.#ending.signal,
    });
    return 0;
  }

  #start(agentId: string): Promise<MethodResult<'startExecution'>> {
    const { transport, conversationId } = this.#options;
    const executionId = this.#ids.next('execution');
    return this.#answered(() => transport.call('startExecution', { conversationId, agentId, executionId }));
  }

  /** An answer that is lost is asked for again under the same name; who is told that the turn is another's is not. */
  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const { signal } = this.#ending;
    for (let failures = 1; ; failures += 1) {
      try {
        return await ask();
      } catch (cause) {
        const error = AgentChatError.from(cause);
        if (!error.retryable || IS_TAKEN.includes(error.code) || signal.aborted) throw error;
        await sleep(this.#clock, this.#waitMs(failures, error), signal);
      }
    }
  }

  /** The turn of a former life is not gone on with where it is to be begun anew. */
  async #isCleared({ executionId, fence, turn }: MethodResult<'startExecution'>): Promise<boolean> {
    const { transport: api, conversationId, turnRecoveryMode } = this.#options;
    if (turnRecoveryMode !== 'restart' || this.#found !== turn) return false;
    const clientRequestId = this.#ids.next('message');
    const held = { conversationId, clientRequestId, executionId, fence, turn };
    await this.#answered(() => api.call('clearTurn', held));
    this.#found = null;
    return true;
  }

  #waitMs(attempt: number, error: AgentChatError): number {
    return delayMs(BACKOFF, attempt, retryAfterMs(error), this.#random());
  }
}
