import {
  AgentChatError,
  type Caller,
  type ConversationMethod,
  type Finality,
  isErrorCode,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  AGENTS,
  lineOf,
  type ModelExecution,
  ReferenceModel,
  type Schedule,
  USERS,
} from './reference-model.js';
import { isOfUse, type Step, steps } from './steps.js';
import { createWorld, LEASE_MS, type World, type WorldOptions } from './world.js';

/** What was asked of the orchestrator, and what it answered. */
export interface Asked {
  readonly caller: Caller;
  readonly method: ConversationMethod;
  readonly params: object;
  readonly answer: unknown;
}

/** The real system with what the commands have to remember of it. */
export interface Real {
  readonly world: World;
  /** What succeeded and has a key. */
  readonly asked: Asked[];
  /** The texts of the log after each command. */
  readonly history: (readonly string[])[];
}

export function callerOf(who: string): Caller {
  const kind = (AGENTS as readonly string[]).includes(who) ? 'agent' : who === 'op' ? 'operator' : 'member';
  return { kind, tenant: 'default', participantId: who };
}

/** One step against both: they answer the same, and have the same log after it. */
class StepCommand implements fc.AsyncCommand<ReferenceModel, Real> {
  readonly #step: Step;
  readonly #n: number;

  constructor(step: Step, n: number) {
    this.#step = step;
    this.#n = n;
  }

  /** Of what would only be refused, most is left out: else few histories get anywhere. */
  check(model: ReferenceModel): boolean {
    return this.#n % 8 === 0 || isOfUse(this.#step, this.#n, model);
  }

  async run(model: ReferenceModel, real: Real): Promise<void> {
    await take(this.#step, this.#n, model, real);
    await real.world.settle();
    real.history.push(await real.world.texts());
    const log = (await real.world.log()).map(lineOf).filter((line) => line !== null);
    expect(log).toEqual(model.log);
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

const says = (who: 'ada' | 'bob' | 'bot', spoken: Finality): Step => ({
  op: 'say',
  node: 0,
  who,
  finality: spoken,
  cas: 'none',
});
/** Messages wait for an agent, whoever is due by the rule that it has. */
const ASKED_OF_A_BUSY_AGENT: Step[] = [
  says('bot', 'none'),
  says('ada', 'turn'),
  says('ada', 'turn'),
  says('bob', 'turn'),
  says('ada', 'turn'),
];

/** And the agent takes its turn back: it is due again, before them. */
const ASKED_ANEW: Step[] = [...ASKED_OF_A_BUSY_AGENT, { op: 'clear', node: 0, who: 'bot', stale: false }];
/** Somebody pauses, and an agent is due that may not start. */
const ASKED_IN_A_PAUSE: Step[] = [{ op: 'pause', node: 0 }, says('ada', 'turn')];
const BEGINNINGS = [[], ASKED_OF_A_BUSY_AGENT, ASKED_ANEW, ASKED_IN_A_PAUSE];

/** Histories of at most `maxCommands` steps behind those that some begin with; they shrink to the few that matter. */
export function histories(maxCommands = 100): fc.Arbitrary<Iterable<fc.AsyncCommand<ReferenceModel, Real>>> {
  const kinds = fc.tuple(steps, fc.nat(1_000_000)).map(([step, n]) => new StepCommand(step, n));
  return fc
    .tuple(fc.constantFrom(...BEGINNINGS), fc.commands([kinds], { maxCommands, size: 'max' }))
    .map(([beginning, rest]) => [...beginning.map((step) => new StepCommand(step, 0)), ...rest]);
}

/** Runs a history on a conversation of its own, and then what is said of it. */
export async function runHistory(
  commands: Iterable<fc.AsyncCommand<ReferenceModel, Real>>,
  options: WorldOptions & {
    readonly maxTurns?: number;
    readonly schedule?: Schedule;
    /** Called before the first command; what it does is no part of the reference model. */
    readonly onCreated?: (world: World) => Promise<void> | void;
  },
  check: (real: Real, model: ReferenceModel) => Promise<void> | void,
): Promise<void> {
  const { maxTurns = 1_000, schedule = 'alternation' } = options;
  const world = createWorld(options);
  const real: Real = { world, asked: [], history: [] };
  const model = new ReferenceModel(maxTurns, schedule);
  try {
    await fc.asyncModelRun(async () => {
      await ask(real, callerOf('ada'), 0, 'createConversation', {
        conversationId: world.conversationId,
        clientRequestId: 'create',
        maxTurns,
        schedulingPolicy: schedule,
        participants: [
          ...USERS.map((id) => ({ participantId: id, kind: 'user', displayName: id })),
          ...AGENTS.map((id) => ({ participantId: id, kind: 'agent', displayName: id })),
        ],
      });
      await options.onCreated?.(world);
      return { model, real };
    }, commands);
    await check(real, model);
  } finally {
    await world.close();
  }
}

/** The result, or the code of the error. Anything but a typed error is thrown on. */
export async function ask(
  { world, asked }: Real,
  caller: Caller,
  nodeIndex: number,
  method: ConversationMethod,
  params: object,
): Promise<unknown> {
  try {
    const api = world.as(caller, nodeIndex);
    const answer: unknown = await api.call(method, params);
    if ('clientRequestId' in params) asked.push({ caller, method, params, answer });
    return answer;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error.code;
    throw error;
  }
}

function isCode(answer: unknown): boolean {
  return typeof answer === 'string' && isErrorCode(answer);
}

/** `answer` is what the model says, as far as it says: an error's code, or that there is none. */
function expectAnswer(answer: unknown, expected: unknown): void {
  if (isCode(expected) || isCode(answer)) expect(answer).toBe(expected);
}

async function take(step: Step, n: number, model: ReferenceModel, real: Real): Promise<void> {
  const { world } = real;
  const { conversationId } = world;
  const clientRequestId = `request-${real.history.length}`;
  const text = `${real.history.length}.${n}`;
  const command = { conversationId, clientRequestId };
  const parts = [{ type: 'text', partId: 'p1', text }];
  switch (step.op) {
    case 'say': {
      const { lastClosedSeq } = await world.control();
      const cas = { none: undefined, right: lastClosedSeq, wrong: lastClosedSeq + 1 }[step.cas];
      const params = {
        ...command,
        parts,
        finality: step.finality,
        ...(cas !== undefined && { lastClosedSeq: cas }),
      };
      const answer = await ask(real, callerOf(step.who), step.node, 'sendMessage', params);
      const expected = model.say(step.who, text, step.finality, step.cas);
      expectAnswer(answer, expected);
      if (expected === 'queued') {
        expect(answer).toMatchObject({ queued: true });
        const queued = model.queue.at(-1);
        if (queued) queued.messageId = (answer as { messageId: string }).messageId;
      } else if (expected === 'logged') expect(answer).toMatchObject({ queued: false });
      return;
    }
    case 'start': {
      const { agent } = step;
      const answer = await ask(real, callerOf(agent), step.node, 'startExecution', {
        conversationId,
        agentId: agent,
      });
      const expected = model.start(agent);
      expectAnswer(answer, expected);
      if (isCode(expected)) return;
      expect(answer).toMatchObject(expected as object);
      const { executionId, fence, turn } = answer as ModelExecution;
      model.holds({ executionId, fence, turn, agent });
      return;
    }
    case 'write': {
      const { execution, by, held } = presented(model, step.stale);
      const params = { ...command, ...held, parts, finality: step.finality };
      const answer = await ask(real, by, step.node, 'sendMessage', params);
      expectAnswer(answer, model.write(execution, text, step.finality));
      return;
    }
    case 'tool': {
      const { execution, by, held } = presented(model, step.stale);
      const { type, id } = step;
      const payload = { toolCallId: id, ...(type === 'tool_call' ? { name: 'x', args: {} } : { output: 1 }) };
      const answer = await ask(real, by, step.node, 'sendTrace', { ...command, ...held, type, payload });
      expectAnswer(answer, model.tool(execution, type, id));
      return;
    }
    case 'usage': {
      const { execution, by, held } = presented(model, step.stale);
      const payload = { model: `m${n % 2}`, inputTokens: n, outputTokens: 1, latencyMs: 1 };
      const params = { ...command, ...held, type: 'usage', payload };
      expectAnswer(await ask(real, by, step.node, 'sendTrace', params), model.usage(execution));
      return;
    }
    case 'beat': {
      const { execution, by, held } = presented(model, step.stale);
      const answer = await ask(real, by, step.node, 'heartbeat', { conversationId, ...held });
      const expected = model.beat(execution);
      expectAnswer(answer, expected);
      if (!isCode(expected)) expect(answer).toMatchObject(expected as object);
      return;
    }
    case 'release': {
      const { execution, by, held } = presented(model, step.stale);
      const params = { conversationId, ...held, reason: 'released' };
      expectAnswer(await ask(real, by, step.node, 'endExecution', params), model.release(execution));
      return;
    }
    case 'stop': {
      const earlier = Math.max(1, model.lastTurn);
      const turn = step.late ? earlier : (model.open?.turn ?? earlier);
      const { mode, who } = step;
      expectAnswer(await ask(real, callerOf(who), step.node, 'stop', { ...command, turn, mode }), 'logged');
      model.stop(turn, who, mode);
      return;
    }
    case 'clear': {
      const earlier = Math.max(1, model.lastTurn);
      if (model.open?.execution) {
        const { execution, by, held } = presented(model, step.stale);
        const { turn = earlier } = execution ?? {};
        const answer = await ask(real, by, step.node, 'clearTurn', { ...command, ...held, turn });
        expectAnswer(answer, model.clearUnder(execution, turn));
      } else {
        const turn = step.stale ? earlier : (model.open?.turn ?? earlier);
        const answer = await ask(real, callerOf(step.who), step.node, 'clearTurn', { ...command, turn });
        expectAnswer(answer, model.clear(step.who, turn));
      }
      return;
    }
    case 'pause':
    case 'resume':
      expectAnswer(
        await ask(real, callerOf('ada'), step.node, step.op, command),
        model.pause(step.op === 'pause'),
      );
      return;
    case 'edit':
    case 'cancel': {
      const { who, pick } = step;
      const messageId = model.queue[pick % Math.max(1, model.queue.length)]?.messageId ?? 'none';
      const isEdit = step.op === 'edit';
      const params = { ...command, messageId, ...(isEdit && { parts }) };
      const method = isEdit ? 'editQueued' : 'cancelQueued';
      const answer = await ask(real, callerOf(who), step.node, method, params);
      expectAnswer(answer, isEdit ? model.edit(who, pick, text) : model.cancel(who, pick));
      return;
    }
    case 'advance':
      // A node that was woken shortly before a lease ends finds it held, and looks again a lease later.
      for (let n = 0; n < 2; n += 1) {
        world.clock.advance(LEASE_MS + 1);
        await world.settle();
      }
      model.expire();
      return;
    case 'retry': {
      const earlier = real.asked[step.pick % real.asked.length];
      if (earlier === undefined) return;
      const { caller, method, params } = earlier;
      const altered = step.altered ? alteredFrom(params) : params;
      const answer = await ask({ ...real, asked: [] }, caller, step.node, method, altered);
      expect(answer).toEqual(step.altered ? 'IdempotencyMismatch' : earlier.answer);
    }
  }
}

/** Other params under the same request id. */
export function alteredFrom(params: object): object {
  if ('parts' in params) return { ...params, parts: [{ type: 'text', partId: 'p1', text: 'altered' }] };
  if ('turn' in params) return { ...params, turn: 1_000 };
  if ('payload' in params) return { ...params, type: 'thought', payload: { text: 'altered' } };
  if ('messageId' in params) return { ...params, messageId: 'altered' };
  return { ...params, ...('participants' in params ? { title: 'altered' } : { runId: 'altered' }) };
}

/** The newest execution, or one before it: none that there ever was, while there is none. */
function presented(
  model: ReferenceModel,
  isStale: boolean,
): { execution: ModelExecution | undefined; by: Caller; held: { executionId: string; fence: number } } {
  const execution = model.executions.at(isStale ? -2 : -1);
  const { executionId = 'none', fence = 1, agent = 'bot' } = execution ?? {};
  return { execution, by: callerOf(agent), held: { executionId, fence } };
}
