import {
  type AgentRunner,
  type Clock,
  type Ids,
  isPolicyViolation,
  type Logger,
  MessageDraft,
  type RunnerControl,
  type RunnerOutput,
  runnerTurn,
  type SettingProposal,
  takeOutputs,
  type ToolStart,
  unfinishedOutcome,
} from '@agent-chat/core';
import {
  AgentChatError,
  type ConversationEvent,
  type MethodResult,
  type Outcome,
  type Part,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { firstChars } from '../text/first-chars.js';
import type { FollowedLog } from './followed-log.js';
import { RemoteDrafts } from './remote-drafts.js';
import { type LetGo, RemoteExecution } from './remote-execution.js';

/** As the contract has it. */
const MAX_STATUS_CHARS = 256;

export interface RemoteTurnOptions {
  readonly api: ConversationApi;
  readonly log: FollowedLog;
  readonly conversationId: string;
  readonly agentId: string;
  readonly runner: AgentRunner;
  readonly started: MethodResult<'startExecution'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: () => number;
  readonly logger: Logger;
  /** Aborts when the process is to end: the turn is left to whoever comes next. */
  readonly shutdown: AbortSignal;
}

/**
 * Drives a runner through a turn that it holds over a wire, as the orchestrator does with its own:
 * each output is logged before the next one is asked for. When this resolves the turn is closed, or
 * it is left: it waits for a person, the lease was lost, or the process ends.
 */
export async function runRemoteTurn(options: RemoteTurnOptions): Promise<void> {
  await new RemoteTurn(options).run();
}

class RemoteTurn {
  readonly #options: RemoteTurnOptions;
  readonly #execution: RemoteExecution;
  readonly #drafts: RemoteDrafts;
  readonly #hard = new AbortController();
  readonly #graceful = new AbortController();
  /** Calls that a person was asked about, and that have not run since. */
  readonly #waiting = new Set<string>();
  #message: MessageDraft;
  /** What it does, as far as that is on its way. */
  #showing: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isUnconfirmed = false;

  constructor(options: RemoteTurnOptions) {
    this.#options = options;
    this.#message = this.#newMessage();
    this.#execution = new RemoteExecution(options.started, {
      ...options,
      onStop: (stop) => this.#stop(stop),
      onLost: () => this.#letGo('lost'),
    });
    this.#drafts = new RemoteDrafts(this.#execution, (error) => this.#report('warn', error));
  }

  async run(): Promise<void> {
    const { log, shutdown } = this.#options;
    const leave = log.onChange(() => this.#look());
    const end = (): void => this.#letGo('shutdown');
    shutdown.addEventListener('abort', end, { once: true });
    if (shutdown.aborted) end();
    const beating = this.#execution.beat();
    try {
      await this.#runAndClose();
    } catch (error) {
      // Somebody else has the turn, or nobody can be reached: the server ends what is left of it.
      if (!isStale(error)) this.#report('error', error);
    } finally {
      leave();
      shutdown.removeEventListener('abort', end);
      this.#execution.end();
      await beating;
    }
  }

  async #runAndClose(): Promise<void> {
    let failure: AgentChatError | null = null;
    try {
      await this.#drive();
    } catch (error) {
      if (isStale(error)) return;
      failure = AgentChatError.from(error);
      this.#report('error', failure.cause ?? failure);
    }
    if (this.#isClosed) return;
    const { signal } = this.#hard;
    const reason = signal.reason as LetGo | undefined;
    if (signal.aborted && reason === 'lost') return;
    if (signal.aborted && reason === 'shutdown') return this.#end('released');
    if (failure === null && !signal.aborted && this.#waiting.size > 0) return this.#end('parked');
    const parts = this.#message.partsSoFar();
    // The drafted id may be in the log already.
    if (this.#isUnconfirmed) this.#message = this.#newMessage();
    await this.#log(parts, 'turn', unfinishedOutcome(signal.aborted ? 'stopped' : failure));
  }

  async #drive(): Promise<void> {
    const { runner, agentId, started, log } = this.#options;
    const { signal } = this.#hard;
    await log.until(() => this.#isOpen() || log.state.control.lastTurn >= started.turn, signal);
    if (signal.aborted || !this.#isOpen()) return;
    const input = {
      turn: runnerTurn(log.state.control, { ...started, agentId }),
      events: log.eventsFor(agentId),
      stop: { graceful: this.#graceful.signal },
      signal,
      control: this.#control(),
    };
    const take = async (output: RunnerOutput): Promise<boolean> => {
      await this.#take(output);
      return this.#isClosed;
    };
    await takeOutputs(runner, input, take, (error) => this.#report('warn', error));
  }

  async #take(output: RunnerOutput): Promise<void> {
    if (output.type === 'progress') return this.#show(output.status);
    // What it does ends with what comes of it: it is shown first.
    await this.#showing;
    switch (output.type) {
      case 'draft': {
        const { kind, append } = output;
        const partId = this.#message.append(kind, append);
        await this.#drafts.append({ kind, messageId: this.#message.messageId, partId }, append);
        return;
      }
      case 'draft_tool_input': {
        const { toolCallId, toolName, append } = output;
        await this.#drafts.append({ kind: 'tool_input', toolCallId, toolName }, append);
        return;
      }
      case 'message':
        await this.#log(this.#message.finish(output.parts), output.finality, output.outcome);
        return;
      case 'tool_call':
      case 'tool_result':
      case 'step':
      case 'usage': {
        const { type, ...payload } = output;
        if (type === 'tool_call') await this.#drafts.finish(output.toolCallId);
        if (type === 'tool_result') this.#waiting.delete(output.toolCallId);
        await this.#execution.ask('sendTrace', { type, payload });
        return;
      }
    }
  }

  /** The runner goes on meanwhile. */
  #show(status: string): void {
    this.#showing = this.#showing
      .then(() => this.#execution.show(firstChars(status, MAX_STATUS_CHARS)))
      .catch((error: unknown) => this.#report('debug', error));
  }

  #control(): RunnerControl {
    const execution = this.#execution;
    return {
      startTool: async (toolCallId, tool) => {
        const asked = await execution.ask('startTool', { toolCallId, ...(tool && { tool }) });
        if (asked.status === 'waiting') this.#waiting.add(toolCallId);
        else this.#waiting.delete(toolCallId);
        return asked as ToolStart;
      },
      reserve: async (amounts) => (await execution.ask('reserve', { amounts: [...amounts] })).reservationId,
      settle: async (reservationId, amounts) => {
        await execution.ask('settle', { reservationId, amounts: [...amounts] });
      },
      release: async (reservationId) => {
        await execution.ask('release', { reservationId });
      },
      proposeSetting: async (setting, causedBy) =>
        (await execution.ask('proposeSetting', { setting, causedBy })) as SettingProposal,
      handOff: async (to, reason) => {
        await execution.ask('handOff', { to, ...(reason !== undefined && { reason }) });
      },
      takeSteered: async (): Promise<readonly ConversationEvent[]> => {
        const { queue } = this.#options.log.state.control;
        if (!queue.some(({ delivery }) => delivery === 'steer')) return [];
        return (await execution.ask('takeSteered', {})).events;
      },
    };
  }

  async #log(
    parts: readonly Part[],
    finality: 'none' | 'turn' | 'conversation',
    outcome: Outcome | undefined,
  ): Promise<void> {
    const { messageId } = this.#message;
    await this.#drafts.finish(messageId);
    this.#isUnconfirmed = true;
    const message = {
      messageId,
      parts: [...parts],
      finality,
      ...(outcome === undefined ? {} : { outcome }),
    };
    const { seq } = await this.#execution.ask('sendMessage', message).catch((error: unknown) => {
      this.#isUnconfirmed = !isPolicyViolation(error);
      throw error;
    });
    this.#isUnconfirmed = false;
    this.#isClosed = finality !== 'none';
    this.#message = this.#newMessage();
    // Who is due next is looked at when the log says that this is over.
    const { log, shutdown } = this.#options;
    if (this.#isClosed) await log.until(() => log.state.control.seq >= seq, shutdown);
  }

  async #end(reason: 'parked' | 'released'): Promise<void> {
    await this.#execution.ask('endExecution', { reason });
  }

  #isOpen(): boolean {
    const { log, started } = this.#options;
    return log.state.control.openTurn?.execution?.executionId === started.executionId;
  }

  /** What the log says of the turn. */
  #look(): void {
    const { agentId, log, started } = this.#options;
    const { openTurn, lastTurn } = log.state.control;
    if (openTurn?.turn === started.turn && this.#isOpen()) {
      if (log.isOfServer(agentId)) this.#letGo('shutdown');
      if (openTurn.stop !== null) this.#stop(openTurn.stop);
      return;
    }
    const isAnothers = openTurn?.execution != null && openTurn.execution.fence > started.fence;
    if (!this.#isClosed && !this.#isUnconfirmed && (isAnothers || lastTurn >= started.turn)) {
      this.#letGo('lost');
    }
  }

  #stop(stop: 'graceful' | 'hard'): void {
    this.#graceful.abort();
    if (stop === 'hard') this.#letGo('stopped');
  }

  #letGo(reason: LetGo): void {
    if (!this.#hard.signal.aborted) this.#hard.abort(reason);
  }

  #newMessage(): MessageDraft {
    return new MessageDraft(this.#options.ids.next('message'));
  }

  #report(level: 'debug' | 'warn' | 'error', error: unknown): void {
    const { conversationId, logger, started } = this.#options;
    logger.log(level, 'An agent failed in its turn.', {
      conversationId,
      turn: started.turn,
      cause: error instanceof Error ? error.message : String(error),
    });
  }
}

function isStale(error: unknown): boolean {
  return AgentChatError.isInstance(error) && error.code === 'StaleFence';
}
