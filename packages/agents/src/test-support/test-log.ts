import type { AgentRunner, RunnerControl, RunnerInput, RunnerOutput } from '@agent-chat/core';
import { AgentChatError, type ConversationEvent, type Participant } from '@agent-chat/protocol';

export const USER: Participant = { participantId: 'ada', kind: 'user', displayName: 'Ada' };
export const AGENT: Participant = { participantId: 'bot', kind: 'agent', displayName: 'Bot' };

/** What is logged when a tool starts, in its place among the outputs of a runner. */
export interface ToolStarted {
  readonly type: 'tool_started';
  readonly toolCallId: string;
  readonly args: unknown;
  readonly attempt: number;
  readonly approvalId?: string;
}

/** What a turn leads to, in order. */
export type TurnOutput = RunnerOutput | ToolStarted;

type Logged = Exclude<TurnOutput, { type: 'draft' | 'draft_tool_input' | 'progress' }>;

export function isLogged(output: TurnOutput): output is Logged {
  return output.type !== 'draft' && output.type !== 'draft_tool_input' && output.type !== 'progress';
}

/** A log as an orchestrator writes it, as far as a runner reads it. */
export class TestLog {
  readonly events: ConversationEvent[] = [];
  turn = 0;
  #tip: string | null = null;

  constructor(events: readonly ConversationEvent[] = []) {
    for (const event of events) this.#push(event);
  }

  /** A message of a user, a turn of its own. */
  say(text: string, author = USER.participantId): this {
    this.turn += 1;
    this.#add(
      author,
      'message',
      {
        messageId: this.#nextId(),
        parentId: this.#tip,
        role: 'user',
        parts: [{ type: 'text', partId: 'p1', text }],
      },
      'turn',
    );
    return this;
  }

  /** Opens a turn of the agent. */
  open(): this {
    this.turn += 1;
    return this;
  }

  /** Anything of the open turn. */
  add(type: string, payload: unknown, author = AGENT.participantId): this {
    this.#add(author, type, payload, 'none');
    return this;
  }

  cleared(reason: string): this {
    this.#push({
      ...this.#envelope('system', 'turn_cleared', 'none'),
      turn: 0,
      payload: { turn: this.turn, reason },
    });
    return this;
  }

  /** What the orchestrator logs for an output; nothing for a draft. */
  take(output: TurnOutput): this {
    if (!isLogged(output)) return this;
    if (output.type === 'message') {
      const { parts, finality, outcome } = output;
      const payload = {
        messageId: this.#nextId(),
        parentId: this.#tip,
        role: 'assistant',
        parts: parts.map((part, place) => ({ ...part, partId: `p${place + 1}` })),
        ...(outcome !== undefined && { outcome }),
      };
      this.#add(AGENT.participantId, 'message', payload, finality);
    } else {
      const { type, ...payload } = output;
      this.#add(
        AGENT.participantId,
        type,
        type === 'tool_started' ? { ...payload, argsHash: 'h' } : payload,
        'none',
      );
    }
    return this;
  }

  #nextId(): string {
    return `m${this.events.length + 1}`;
  }

  #envelope(author: string, type: string, finality: 'none' | 'turn' | 'conversation') {
    const seq = this.events.length + 1;
    return {
      conversationId: 'c',
      seq,
      turn: this.turn,
      ts: new Date(seq).toISOString(),
      author,
      type,
      finality,
      audience: 'everyone' as const,
    };
  }

  #add(author: string, type: string, payload: unknown, finality: 'none' | 'turn' | 'conversation'): void {
    this.#push({ ...this.#envelope(author, type, finality), payload });
  }

  #push(event: ConversationEvent): void {
    this.events.push(event);
    this.turn = Math.max(this.turn, event.turn);
    if (event.type === 'message') this.#tip = (event.payload as { messageId: string }).messageId;
  }
}

export interface RunOptions {
  readonly graceful?: AbortSignal;
  readonly signal?: AbortSignal;
  readonly participants?: readonly Participant[];
  readonly attempt?: number;
  readonly openingLine?: string;
  /** Instead of a control that lets every call start. */
  readonly control?: Partial<RunnerControl>;
  /** Called with each output as it comes, before the runner goes on. */
  readonly onOutput?: (output: TurnOutput) => void | Promise<void>;
}

/** Input for the turn that is open in `log`. */
export function inputFor(
  log: TestLog,
  options: RunOptions = {},
  take: (output: TurnOutput) => void | Promise<void> = () => undefined,
): RunnerInput {
  const { graceful, signal, participants = [USER, AGENT], attempt = 1, openingLine, control } = options;
  return {
    turn: {
      tenant: 'default',
      conversationId: 'c',
      turn: log.turn,
      agentId: AGENT.participantId,
      executionId: 'e',
      attempt,
      participants,
      ...(openingLine !== undefined && { openingLine }),
    },
    events: [...log.events],
    stop: { graceful: graceful ?? new AbortController().signal },
    signal: signal ?? new AbortController().signal,
    control: { ...permissive(log, take), ...control },
  };
}

/** Lets every call start, as an orchestrator without a guard. */
function permissive(log: TestLog, take: (output: TurnOutput) => void | Promise<void>): RunnerControl {
  const payloads = (type: string, toolCallId: string) =>
    log.events
      .filter((event) => event.type === type)
      .map(({ payload }) => payload as { toolCallId: string; args?: unknown })
      .filter((payload) => payload.toolCallId === toolCallId);
  return {
    async startTool(toolCallId, traits) {
      const attempt = payloads('tool_started', toolCallId).length + 1;
      if (attempt > 1 && traits?.idempotent !== true) {
        throw new AgentChatError('ToolMayNotRepeat', 'It may not run twice.');
      }
      const args = payloads('tool_call', toolCallId).at(-1)?.args;
      await take({ type: 'tool_started', toolCallId, args, attempt });
      return { status: 'started', seq: log.events.length, args, attempt };
    },
    reserve: async () => 'reservation',
    settle: async () => undefined,
    release: async () => undefined,
    proposeSetting: async () => ({ status: 'unchanged', seq: log.events.length }),
    handOff: async () => undefined,
    takeSteered: async () => [],
  };
}

/** Runs the open turn, up to its closing message as an orchestrator does. */
export async function runTurn(
  runner: AgentRunner,
  log: TestLog,
  options: RunOptions = {},
): Promise<TurnOutput[]> {
  const outputs: TurnOutput[] = [];
  const take = async (output: TurnOutput): Promise<void> => {
    outputs.push(output);
    log.take(output);
    await options.onOutput?.(output);
  };
  for await (const output of runner.run(inputFor(log, options, take))) {
    await take(output);
    if (output.type === 'message' && output.finality !== 'none') break;
  }
  return outputs;
}

export type RunnerMessage = Extract<RunnerOutput, { type: 'message' }>;

/** The message that closed the turn. */
export function closingOf(outputs: readonly TurnOutput[]): RunnerMessage {
  const last = outputs.at(-1);
  if (last?.type !== 'message' || last.finality === 'none') throw new Error('The turn was not closed.');
  return last;
}

export function textOfMessage(message: RunnerMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** The drafts since the last message, joined as a viewer shows them: one entry a part. */
export function draftedParts(outputs: readonly TurnOutput[]): { type: string; text: string }[] {
  const parts: { type: string; text: string }[] = [];
  for (const output of outputs) {
    if (output.type === 'message' && output.finality === 'none') parts.length = 0;
    if (output.type !== 'draft') continue;
    const newest = parts.at(-1);
    if (newest?.type === output.kind) newest.text += output.append;
    else parts.push({ type: output.kind, text: output.append });
  }
  return parts;
}

/** The types of what was logged, in order. */
export function loggedTypes(outputs: readonly TurnOutput[]): string[] {
  return outputs.filter(isLogged).map(({ type }) => type);
}
