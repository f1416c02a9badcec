import type { RunnerInput, RunnerOutput, RunnerPart } from '@agent-chat/core';
import { AgentChatError, isMessageEvent, type MessageEvent, type Outcome } from '@agent-chat/protocol';
import type { ModelTool } from '../model/model-port.js';
import type { AgentSetup } from './agent-setup.js';
import { forbiddenPlace } from './forbidden-card.js';
import { modelStep, type StepResult } from './model-step.js';
import {
  MAX_STEPS,
  NO_ANSWER,
  outcomeOf,
  PAUSED,
  STOPPED_BY_USER,
  TOOL_OUTCOME_UNKNOWN,
} from './outcomes.js';
import {
  isResumed,
  messagesToAnswer,
  proposeSaidSettings,
  saidSettingsNote,
} from '../settings/said-settings.js';
import { nextCalls, runCalls } from './run-calls.js';
import { StepSpending } from './step-spending.js';
import type { LoggedCall } from './transcript.js';
import { TurnMemory } from './turn-memory.js';
import { TurnPictures, wordsOfPictures } from './turn-pictures.js';

const OUT_OF_STEPS = 'I stopped here: this needed more steps than I may take in one turn. Ask me to go on.';

/** One execution of a turn. */
export class AgentRun {
  readonly #setup: AgentSetup;
  readonly #input: RunnerInput;
  readonly #memory: TurnMemory;
  readonly #pictures: TurnPictures;
  readonly #tools: readonly ModelTool[];
  readonly #spending: StepSpending;

  constructor(setup: AgentSetup, input: RunnerInput) {
    this.#setup = setup;
    this.#input = input;
    this.#spending = new StepSpending(input.control, setup.costOf, setup.model.maxOutputTokens);
    this.#memory = new TurnMemory(input);
    this.#pictures = new TurnPictures({
      files: input.files,
      imageTypes: setup.model.imageTypes ?? [],
      limits: setup.imageLimits,
      logger: setup.logger,
    });
    this.#tools = [...setup.tools.values()].map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
  }

  async *run(): AsyncGenerator<RunnerOutput> {
    const { signal, stop, turn } = this.#input;
    if (turn.openingLine !== undefined) {
      yield { type: 'draft', kind: 'text', append: turn.openingLine };
      yield* this.#close([{ type: 'text', text: turn.openingLine }], null);
      return;
    }
    await this.#proposeSettings(messagesToAnswer(this.#input), isResumed(this.#input));
    while (!signal.aborted) {
      if (stop.graceful.aborted) {
        yield* this.#close([], STOPPED_BY_USER);
        return;
      }
      const calls = nextCalls(this.#memory.calls, this.#setup);
      const [call] = calls;
      if (call !== undefined) {
        if (call.status === 'started' && !this.#mayRepeat(call)) {
          yield* this.#askAboutUnknownOutcome(call);
          return;
        }
        const closed = yield* this.#answer(calls);
        if (closed) return;
        continue;
      }
      const isSteered = await this.#takeSteered();
      // Only a person can go on: the turn stays open, and is resumed when they answer.
      if (this.#memory.isWaiting && !isSteered) return;
      if (this.#memory.steps.length >= this.#setup.maxSteps) {
        yield* this.#closeOutOfSteps([]);
        return;
      }
      const closed = yield* this.#step();
      if (closed) return;
    }
  }

  /** What people have set in these messages, before anything is done for them. */
  async #proposeSettings(messages: readonly MessageEvent[], isKnown: boolean): Promise<void> {
    const { settingsInChat } = this.#setup;
    if (settingsInChat === null) return;
    const said = await proposeSaidSettings(this.#input, messages, settingsInChat, { isKnown });
    const text = saidSettingsNote(said);
    if (text !== null) this.#memory.note(text);
  }

  /** One model step. Whether it closed the turn, or there is no turn to close any more. */
  async *#step(): AsyncGenerator<RunnerOutput, boolean> {
    const { model, systemPrompt, maxSteps, clock, logger } = this.#setup;
    const { signal, stop } = this.#input;
    const beganMs = clock.now();
    const { messages, news } = await this.#memory.prompt(this.#pictures);
    const told = wordsOfPictures(news);
    if (told !== null) yield { type: 'step', node: 'pictures', status: 'ok', message: told };
    const request = { system: systemPrompt ?? null, messages, tools: this.#tools };
    const reserved = await this.#spending.reserve(request);
    if (reserved !== null) {
      yield* this.#close([], reserved);
      return true;
    }
    yield { type: 'progress', status: 'thinking' };
    const result = yield* modelStep({
      model,
      request,
      graceful: stop.graceful,
      signal,
      clock,
      logger,
      callId: (rawId) => this.#memory.uniqueCallId(rawId),
      onLeft: async (left) => void (await this.#spending.settle(left)),
    });
    const { parts, toolCalls, usage } = result;
    const costMicroUsd = await this.#spending.settle(result);
    if (result.ending.type === 'aborted' || signal.aborted) return true;
    if (usage !== null) {
      const cost = costMicroUsd === null ? {} : { costMicroUsd };
      yield { type: 'usage', model: model.modelId, ...usage, ...cost, latencyMs: clock.now() - beganMs };
    }
    const outcome = outcomeOf(result.ending, parts.length > 0);
    if (outcome !== null || toolCalls.length === 0) {
      // What a person is asked about stays open while the agent answers what was said meanwhile.
      if (outcome === null && this.#memory.isWaiting) {
        yield* this.#logStep(result);
        return true;
      }
      // What it thought is kept, and is no answer.
      const isAnswered = parts.some(({ type }) => type === 'text') || this.#cards().length > 0;
      const refused = yield* this.#close(parts, outcome ?? (isAnswered ? null : NO_ANSWER));
      if (outcome !== null || refused.length === 0) return true;
      // What was said stands; what was to be shown with it may be made better.
      if (parts.length > 0) this.#memory.step(result);
      this.#memory.note(refused.join(' '));
      return false;
    }
    if (stop.graceful.aborted) {
      yield* this.#close(parts, STOPPED_BY_USER);
      return true;
    }
    // What tools would find in the last step, no model would read.
    if (this.#memory.steps.length + 1 >= maxSteps) {
      yield* this.#closeOutOfSteps(parts);
      return true;
    }
    yield* this.#logStep(result);
    return false;
  }

  async *#logStep(result: StepResult): AsyncGenerator<RunnerOutput> {
    const { parts, toolCalls } = result;
    const refused = parts.length > 0 ? yield* this.#say(parts, 'none', null) : [];
    if (refused.length > 0) this.#memory.note(refused.join(' '));
    for (const call of toolCalls) {
      const version = this.#setup.tools.get(call.name)?.traits.version;
      yield { type: 'tool_call', ...call, ...(version === undefined ? {} : { toolVersion: version }) };
    }
    this.#memory.step(result);
  }

  /** Runs tools, or says why they cannot be run, and logs each result. Whether the turn is over. */
  async *#answer(calls: readonly LoggedCall[]): AsyncGenerator<RunnerOutput, boolean> {
    let isPaused = false;
    for await (const ran of runCalls(calls, this.#setup, this.#input)) {
      if ('error' in ran) {
        if (!AgentChatError.isInstance(ran.error) || ran.error.code !== 'Paused') throw ran.error;
        isPaused = true;
        continue;
      }
      const { toolCallId } = ran.call;
      const { outcome } = ran;
      if (outcome.type === 'aborted') return true;
      if (outcome.type === 'waiting') {
        this.#memory.change(toolCallId, (one) => ({ ...one, status: 'waiting' }));
        continue;
      }
      const { result, editedArgs } = outcome;
      yield { type: 'tool_result', toolCallId, ...result };
      this.#memory.change(toolCallId, (one) => ({
        ...one,
        status: 'answered',
        result,
        ...(editedArgs === undefined ? {} : { editedArgs }),
      }));
    }
    if (isPaused) yield* this.#close([], PAUSED);
    return isPaused;
  }

  /** Whether somebody has said something that steers this turn. */
  async #takeSteered(): Promise<boolean> {
    const steered = (await this.#input.control.takeSteered()).filter(isMessageEvent);
    this.#memory.said(steered);
    await this.#proposeSettings(steered, false);
    return steered.length > 0;
  }

  /** The text that closes the turn is drafted first, as every text is. */
  async *#askAboutUnknownOutcome({
    name,
    args,
    editedArgs = args,
  }: LoggedCall): AsyncGenerator<RunnerOutput> {
    const text = [
      `I was interrupted while **${name}** was running, and I cannot tell whether it did its work.`,
      `It was called with:\n\n\`\`\`json\n${JSON.stringify(editedArgs, null, 2)}\n\`\`\``,
      'I have not run it again, because that could do it twice. Please check what happened, and then tell me: **run it again**, or **go on** as if it was done?',
    ].join('\n\n');
    yield { type: 'draft', kind: 'text', append: text };
    yield* this.#close([{ type: 'text', text }], TOOL_OUTCOME_UNKNOWN);
  }

  async *#closeOutOfSteps(parts: readonly RunnerPart[]): AsyncGenerator<RunnerOutput> {
    const last = parts.at(-1);
    const append = last?.type === 'text' ? `\n\n${OUT_OF_STEPS}` : OUT_OF_STEPS;
    yield { type: 'draft', kind: 'text', append };
    const warned: RunnerPart[] =
      last?.type === 'text'
        ? [...parts.slice(0, -1), { ...last, text: last.text + append }]
        : [...parts, { type: 'text', text: append }];
    yield* this.#close(warned, MAX_STEPS);
  }

  #close(
    parts: readonly RunnerPart[],
    outcome: Outcome | null,
  ): AsyncGenerator<RunnerOutput, readonly string[]> {
    return this.#say(parts, 'turn', outcome);
  }

  /**
   * A message with the cards that tools have made since the last one. Those that the guard policy forbids
   * are left out, and what is said of them is given: a turn that would be whole with them is not closed.
   */
  async *#say(
    parts: readonly RunnerPart[],
    finality: 'none' | 'turn',
    outcome: Outcome | null,
  ): AsyncGenerator<RunnerOutput, readonly string[]> {
    const refused: string[] = [];
    let shown = [...parts, ...this.#cards()];
    for (;;) {
      const isOpen = refused.length > 0 && outcome === null;
      if (isOpen && shown.length === 0) break;
      try {
        yield {
          type: 'message',
          parts: shown,
          finality: isOpen ? 'none' : finality,
          ...(outcome === null ? {} : { outcome }),
        };
        break;
      } catch (error) {
        const at = forbiddenAt(error, shown);
        if (at === null) throw error;
        refused.push(`A card was shown to nobody: ${AgentChatError.from(error).message}`);
        shown = shown.toSpliced(at, 1);
      }
    }
    if (refused.length > 0) this.#memory.dropCards();
    return refused;
  }

  #cards(): RunnerPart[] {
    return this.#memory.pendingCards(this.#setup.tools, this.#setup.logger);
  }

  #mayRepeat({ name }: LoggedCall): boolean {
    return this.#setup.tools.get(name)?.traits.idempotent ?? false;
  }
}

/** Which of the parts the guard policy forbids; `null` for any other fault. */
function forbiddenAt(error: unknown, parts: readonly RunnerPart[]): number | null {
  const at = forbiddenPlace(error);
  return at !== null && parts[at]?.type === 'card' ? at : null;
}
