import type { ConversationEvent, ErrorCode, Finality, StopMode } from '@agent-chat/protocol';

// The orchestrator as one reads it in the documentation: no store, no nodes, no I/O. It keeps the log
// as lines, and knows of each event only what matters here.

export const USERS = ['ada', 'bob'] as const;
export const AGENTS = ['bot', 'cat'] as const;
export type User = (typeof USERS)[number];
export type Agent = (typeof AGENTS)[number];

/** By which rule somebody is to act next, as a conversation names it. */
export const SCHEDULES = ['alternation', 'first-come', 'scenario-order', 'human-in-the-loop'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** Whether a message says what must have been closed last, and whether that is so. */
export type Cas = 'none' | 'right' | 'wrong';

/** What a runner was given when it took a turn. Its values are the orchestrator's own. */
export interface ModelExecution {
  readonly executionId: string;
  readonly fence: number;
  readonly agent: Agent;
  readonly turn: number;
}

interface ModelTurn {
  readonly turn: number;
  readonly owner: string;
  execution: ModelExecution | null;
  attempt: number;
  /** Whether its lease is held. */
  live: boolean;
  stop: StopMode | null;
  readonly calls: Map<string, 'called' | 'answered'>;
  /** Executions since something was written. */
  fruitless: number;
}

interface ModelQueued {
  readonly author: User;
  messageId: string;
  text: string;
}

/** After so many executions that died in a row the turn is given up. */
const MAX_ATTEMPTS = 3;

/** In the order of the roster, the first behind the last. */
function behind(who: string | null): string {
  const roster: readonly string[] = [...USERS, ...AGENTS];
  const place = who === null ? -1 : roster.indexOf(who);
  return roster[(place + 1) % roster.length] ?? '';
}

export class ReferenceModel {
  /** One line an event, without those that this model knows nothing of. */
  readonly log: string[] = [];
  readonly queue: ModelQueued[] = [];
  readonly executions: ModelExecution[] = [];
  readonly #maxTurns: number;
  readonly #schedule: Schedule;
  open: ModelTurn | null = null;
  lastTurn = 0;
  ended = false;
  paused = false;
  lastClose: { by: 'message' | 'restart' | 'stopped'; owner: string } | null = null;
  /** The place in `log` of what closed the last turn; -1 before. */
  lastClosed = -1;
  #lost = 0;
  #counted = 0;
  /** The agent whose message people have answered since, whatever else they said. */
  #read: string | null = null;

  constructor(maxTurns: number, schedule: Schedule) {
    this.#maxTurns = maxTurns;
    this.#schedule = schedule;
    this.log.push('created');
  }

  isAgent(who: string): who is Agent {
    return (AGENTS as readonly string[]).includes(who);
  }

  /** Who may act when no turn is open, the first one first. */
  get due(): readonly string[] {
    const { by, owner = null } = this.lastClose ?? {};
    if (by === 'restart' && owner !== null) return [owner];
    if (by === 'stopped') return ['ada'];
    const isUsers = owner !== null && !this.isAgent(owner);
    switch (this.#schedule) {
      case 'alternation':
        return [isUsers ? 'bot' : 'ada'];
      case 'first-come':
        return isUsers ? AGENTS : [];
      case 'scenario-order':
        return [behind(owner)];
      case 'human-in-the-loop': {
        const next = behind(isUsers && this.isAgent(behind(this.#read)) ? this.#read : owner);
        return owner !== null && !isUsers && this.isAgent(next) ? USERS : [next];
      }
    }
  }

  say(who: string, text: string, finality: Finality, cas: Cas): ErrorCode | 'queued' | 'logged' {
    if (who === 'mallory') return 'UnknownConversation';
    if (who === 'op') return 'NotOnRoster';
    if (this.ended) return 'ConversationEnded';
    if (cas === 'wrong' || (cas === 'right' && this.open !== null)) return 'CasConflict';
    const isOwner = this.open?.owner === who;
    if (isOwner && this.open?.execution) return 'StaleFence';
    if (this.open !== null && !isOwner && this.isAgent(who)) return 'TurnOpen';
    const waits =
      (this.open !== null && !isOwner) ||
      (this.open === null && !this.isAgent(who) && cas === 'none' && this.queue.length > 0);
    if (waits && finality !== 'turn') return 'TurnOpen';
    if (waits) {
      this.queue.push({ author: who as User, messageId: '', text });
      this.log.push(`message_queued ${who} "${text}"`);
      return 'queued';
    }
    this.#message(who, text, finality);
    return 'logged';
  }

  /** `started` with the turn, or why not: which may come after what a dead runner left was settled. */
  start(agent: Agent): ErrorCode | { readonly turn: number; readonly attempt: number } {
    for (let round = 0; ; round++) {
      const { open } = this;
      if (this.ended) return 'ConversationEnded';
      if (open !== null && (open.execution === null || open.owner !== agent)) return 'TurnOpen';
      const refusal = open === null ? this.#mayNotStart(agent) : null;
      if (refusal !== null) return refusal;
      if (round === 0 && open?.live) return 'LeaseHeld';
      if (open === null) return this.#started(agent, this.lastTurn + 1, this.#lost + 1);
      if (Math.max(open.fruitless, this.#lost + 1) >= MAX_ATTEMPTS) {
        this.#close(`message system ${open.turn} turn failed`, 'message');
      } else if ([...open.calls.values()].some((status) => status === 'answered')) {
        return this.#started(agent, open.turn, open.attempt + 1);
      } else this.#clear('restart');
    }
  }

  /** While all is paused an agent is told so, whichever agent is due. */
  #mayNotStart(agent: Agent): ErrorCode | null {
    const { due } = this;
    if (this.paused && due.some((who) => this.isAgent(who))) return 'Paused';
    return due.includes(agent) ? null : 'NotDue';
  }

  #started(agent: Agent, turn: number, attempt: number): { readonly turn: number; readonly attempt: number } {
    this.log.push(`execution_started ${agent} ${turn} #${attempt}`);
    this.open ??= newTurn(turn, agent);
    this.open.live = true;
    this.open.fruitless += 1;
    this.open.attempt = attempt;
    return { turn, attempt };
  }

  /** What the orchestrator said that the newest start is. */
  holds(execution: ModelExecution): void {
    this.executions.push(execution);
    if (this.open !== null) this.open.execution = execution;
  }

  #mayWrite(execution: ModelExecution | undefined): ModelTurn | null {
    return execution !== undefined && this.open?.execution === execution ? this.open : null;
  }

  write(execution: ModelExecution | undefined, text: string, finality: Finality): ErrorCode | 'logged' {
    const open = this.#mayWrite(execution);
    if (!open?.live) return 'StaleFence';
    this.#message(open.owner, text, finality);
    return 'logged';
  }

  tool(
    execution: ModelExecution | undefined,
    type: 'tool_call' | 'tool_result',
    id: string,
  ): ErrorCode | 'logged' {
    const open = this.#mayWrite(execution);
    if (open === null) return 'StaleFence';
    const status = open.calls.get(id);
    if (status !== (type === 'tool_call' ? undefined : 'called')) return 'InvalidMessage';
    if (!open.live) return 'StaleFence';
    open.calls.set(id, type === 'tool_call' ? 'called' : 'answered');
    open.fruitless = 0;
    this.log.push(`${type} ${open.owner} ${open.turn} ${id}`);
    return 'logged';
  }

  /** It is for operators alone, and changes nothing for anybody else. */
  usage(execution: ModelExecution | undefined): ErrorCode | 'logged' {
    return this.#mayWrite(execution)?.live ? 'logged' : 'StaleFence';
  }

  beat(execution: ModelExecution | undefined): ErrorCode | { readonly stop: StopMode | null } {
    const open = this.#mayWrite(execution);
    if (open === null || (open.stop !== 'hard' && !open.live)) return 'StaleFence';
    return { stop: open.stop };
  }

  /** The runner lets go of its turn without closing it. */
  release(execution: ModelExecution | undefined): ErrorCode | 'released' {
    const open = this.#mayWrite(execution);
    if (!open?.live) return 'StaleFence';
    this.#loseLease();
    return 'released';
  }

  stop(turn: number, who: string, mode: StopMode): void {
    const { open } = this;
    if (open === null || open.turn !== turn) return;
    if (open.stop !== mode && open.stop !== 'hard') {
      open.stop = mode;
      this.log.push(`stop_requested ${who} ${turn} ${mode}`);
    }
    if (!open.live) this.#clear('stopped');
  }

  /** Somebody who writes by commands takes its turn back, to begin it anew. */
  clear(who: string, turn: number): ErrorCode | 'logged' {
    const { open } = this;
    if (open === null || open.turn !== turn) return 'logged';
    if (open.owner !== who) return 'TurnOpen';
    this.#clear('restart', who);
    return 'logged';
  }

  /** So does a runner. That its turn is closed already is as good. */
  clearUnder(execution: ModelExecution | undefined, turn: number): ErrorCode | 'logged' {
    if (turn <= this.lastTurn) return 'logged';
    if (!this.#mayWrite(execution)?.live) return 'StaleFence';
    this.#clear('restart');
    return 'logged';
  }

  /** From now on no agent starts, or again. */
  pause(isPaused: boolean): ErrorCode | 'logged' {
    if (this.ended) return 'ConversationEnded';
    if (this.paused !== isPaused) this.log.push(isPaused ? 'paused ada' : 'resumed ada');
    this.paused = isPaused;
    return 'logged';
  }

  edit(who: User, pick: number, text: string): ErrorCode | 'logged' {
    const queued = this.queue[pick % Math.max(1, this.queue.length)];
    if (queued === undefined) return 'UnknownMessage';
    if (queued.author !== who) return 'Forbidden';
    queued.text = text;
    this.log.push(`queued_changed ${who} "${text}"`);
    return 'logged';
  }

  cancel(who: User, pick: number): ErrorCode | 'logged' {
    const place = pick % Math.max(1, this.queue.length);
    const queued = this.queue[place];
    if (queued === undefined) return 'UnknownMessage';
    if (queued.author !== who) return 'Forbidden';
    this.queue.splice(place, 1);
    this.log.push(`queued_removed cancelled`);
    return 'logged';
  }

  /** Every lease runs out. */
  expire(): void {
    this.#loseLease();
  }

  #loseLease(): void {
    const { open } = this;
    if (open === null || open.execution === null) return;
    open.live = false;
    // Nobody is there any more to do what the stop asked for.
    if (open.stop !== null) this.#clear('stopped');
  }

  #message(author: string, text: string, finality: Finality, isPromoted = false): void {
    const open = (this.open ??= newTurn(this.lastTurn + 1, author));
    open.fruitless = 0;
    const line = `message ${author} ${open.turn} ${finality} "${text}"`;
    if (finality === 'none') this.log.push(line);
    else this.#close(line, 'message', finality === 'conversation', !isPromoted);
  }

  #clear(reason: 'restart' | 'stopped', author = 'system'): void {
    if (this.open !== null) this.#close(`turn_cleared ${author} ${this.open.turn} ${reason}`, reason);
  }

  #close(line: string, by: 'message' | 'restart' | 'stopped', ends = false, promotes = true): void {
    const { turn, owner, stop } = this.open as ModelTurn;
    if (ends) this.#emptyQueue();
    this.lastClosed = this.log.push(line) - 1;
    this.lastTurn = turn;
    const ending = by === 'message' && stop !== null ? 'stopped' : by;
    this.lastClose = { by: ending, owner };
    if (this.isAgent(owner)) this.#read = ending === 'message' ? owner : null;
    this.open = null;
    this.ended = ends;
    this.#lost = by === 'restart' ? this.#lost + 1 : 0;
    // It is written again before anything else, unless that is a person's to do.
    if (by === 'restart') return this.#promoteRest();
    this.#counted += 1;
    if (ends) return;
    if (this.#counted >= this.#maxTurns) {
      this.#emptyQueue();
      this.open = newTurn(turn + 1, 'system');
      this.#close(`message system ${turn + 1} conversation truncated`, 'message', true);
      return;
    }
    if (!promotes) return;
    this.#promote();
    this.#promoteRest();
  }

  #promote(): void {
    const next = this.queue.shift();
    if (next !== undefined) this.#message(next.author, next.text, 'turn', true);
  }

  /** The next one waits for the next turn to close, if an agent is to have that. */
  #promoteRest(): void {
    while (this.queue.length > 0 && !this.due.some((who) => this.isAgent(who))) this.#promote();
  }

  #emptyQueue(): void {
    for (const _queued of this.queue.splice(0)) this.log.push('queued_removed ended');
  }
}

function newTurn(turn: number, owner: string): ModelTurn {
  return {
    turn,
    owner,
    execution: null,
    attempt: 0,
    live: false,
    stop: null,
    calls: new Map(),
    fruitless: 0,
  };
}

/** The line that the model keeps of an event; `null` for one that it knows nothing of. */
export function lineOf({ type, author, turn, finality, payload }: ConversationEvent): string | null {
  const given = payload as Record<string, unknown>;
  const text = (): string => {
    const { parts = [], outcome } = given as {
      parts?: readonly { text?: string }[];
      outcome?: { status: string };
    };
    return author === 'system' ? (outcome?.status ?? '') : `"${parts.map((part) => part.text).join('')}"`;
  };
  switch (type) {
    case 'created':
      return 'created';
    case 'message':
      return `message ${author} ${turn} ${finality} ${text()}`;
    case 'message_queued':
    case 'queued_changed':
      return `${type} ${author} ${text()}`;
    case 'queued_removed':
      return `${type} ${String(given['reason'])}`;
    case 'execution_started':
      return `${type} ${String(given['agentId'])} ${String(given['turn'])} #${String(given['attempt'])}`;
    case 'turn_cleared':
      return `${type} ${author} ${String(given['turn'])} ${String(given['reason'])}`;
    case 'paused':
    case 'resumed':
      return `${type} ${author}`;
    case 'stop_requested':
      return `${type} ${author} ${String(given['turn'])} ${String(given['mode'])}`;
    case 'tool_call':
    case 'tool_result':
      return `${type} ${author} ${turn} ${String(given['toolCallId'])}`;
    default:
      return null;
  }
}
