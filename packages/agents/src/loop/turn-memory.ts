import type { Logger, RunnerInput, RunnerPart } from '@agent-chat/core';
import type { MessageEvent } from '@agent-chat/protocol';
import type { ModelMessage } from '../model/model-port.js';
import { cardOf } from '../tools/call-tool.js';
import type { Tool } from '../tools/tool.js';
import type { StepResult } from './model-step.js';
import { note, promptWriter } from './prompt.js';
import type { ShownPictures, TurnPictures } from './turn-pictures.js';
import {
  type AgentStep,
  changeCall,
  type LoggedCall,
  saidBy,
  type TranscriptItem,
  transcriptOf,
} from './transcript.js';

/** What the agent of a turn knows: the log as it reads it, and what its run has added since. */
export class TurnMemory {
  readonly #turn: RunnerInput['turn'];
  readonly #items: TranscriptItem[];
  readonly #usedCallIds: Set<string>;
  readonly #write: ReturnType<typeof promptWriter>;
  /** How many steps have no cards to show any more. */
  #dropped = 0;
  readonly #written = new WeakMap<TranscriptItem, readonly ModelMessage[]>();

  constructor({ turn, events }: Pick<RunnerInput, 'turn' | 'events'>) {
    this.#turn = turn;
    this.#items = transcriptOf(events, turn.agentId);
    this.#write = promptWriter(turn, this.#items);
    this.#usedCallIds = new Set(
      this.#items
        .flatMap((item) => (item.type === 'step' ? item.calls : []))
        .map(({ toolCallId }) => toolCallId),
    );
  }

  /** This turn's own steps. */
  get steps(): AgentStep[] {
    const { turn } = this.#turn;
    return this.#items.filter((item): item is AgentStep => item.type === 'step' && item.turn === turn);
  }

  get calls(): LoggedCall[] {
    return this.steps.flatMap(({ calls }) => calls);
  }

  get isWaiting(): boolean {
    return this.calls.some(({ status }) => status === 'waiting');
  }

  /** What its model is asked with, and the pictures of it that no step has seen before. */
  async prompt(pictures: TurnPictures): Promise<{ messages: ModelMessage[]; news: ShownPictures[] }> {
    const shown = await pictures.of(this.#items);
    const seen = this.#items.findLastIndex(({ type }) => type === 'step');
    const news = this.#items.slice(seen + 1).flatMap((item) => shown.get(item) ?? []);
    return { messages: this.#messages(shown), news };
  }

  #messages(shown: ReadonlyMap<TranscriptItem, ShownPictures>): ModelMessage[] {
    const messages = this.#items.flatMap((item) => this.#messagesOf(item, shown.get(item)));
    // A crash between a step's message and its calls: providers take no prompt that ends with it.
    return messages.at(-1)?.role === 'assistant'
      ? [...messages, note('Your turn was interrupted after the text above. Go on from there.')]
      : messages;
  }

  /** What was written of an item before is written of it again: a long turn has many steps. */
  #messagesOf(item: TranscriptItem, pictures: ShownPictures | undefined): readonly ModelMessage[] {
    if (pictures !== undefined) return this.#write(item, pictures);
    const messages = this.#written.get(item) ?? this.#write(item);
    this.#written.set(item, messages);
    return messages;
  }

  /** The cards of tool outputs since this turn's last message. */
  pendingCards(tools: ReadonlyMap<string, Tool>, logger: Logger): RunnerPart[] {
    const { steps } = this;
    const since = Math.max(
      this.#dropped,
      steps.findLastIndex(({ hasMessage }) => hasMessage),
    );
    return steps
      .slice(since)
      .flatMap(({ calls }) => calls)
      .flatMap(({ name, result }): RunnerPart[] => {
        const tool = tools.get(name);
        if (tool === undefined || result === null || !('output' in result)) return [];
        const card = cardOf(tool, result.output, logger);
        return card === null ? [] : [{ type: 'card', card }];
      });
  }

  /** Cards of what was found so far are not shown any more. */
  dropCards(): void {
    this.#dropped = this.steps.length;
  }

  said(messages: readonly MessageEvent[]): void {
    this.#items.push(...messages.map(saidBy));
  }

  note(text: string): void {
    this.#items.push({ type: 'note', turn: this.#turn.turn, text });
  }

  step({ parts, toolCalls, continuation }: StepResult): void {
    this.#items.push({
      type: 'step',
      turn: this.#turn.turn,
      text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n'),
      hasMessage: parts.length > 0,
      calls: toolCalls.map((call) => ({ ...call, status: 'called', attempt: 0, result: null })),
      outcome: null,
      ...(continuation === undefined ? {} : { continuation }),
    });
  }

  change(toolCallId: string, change: (call: LoggedCall) => LoggedCall): void {
    changeCall(this.#items, toolCallId, change);
  }

  /** Some models number their calls anew in each answer. */
  uniqueCallId(rawId: string): string {
    const base = rawId === '' ? 'call' : rawId.slice(0, 100);
    let id = base;
    for (let next = 2; this.#usedCallIds.has(id); next += 1) id = `${base}~${next}`;
    this.#usedCallIds.add(id);
    return id;
  }
}
