import {
  type ConversationEvent,
  type Draft,
  type DraftAppend,
  emptyState,
  FOLD_VERSION,
  type Frame,
  foldEvents,
  type Guidance,
  isVisible,
  type MethodParams,
  type MethodResult,
  type Progress,
  parseCursor,
  toSnapshot,
} from '@agent-chat/protocol';
import { CONVERSATION_ID, type EventSeed, eventAt } from './events.js';
import { chained } from './frames.js';

/** One thing that happens in a conversation. */
export type Step =
  | { readonly event: EventSeed }
  | { readonly draft: DraftAppend }
  | { readonly dropped: string }
  | { readonly guidance: Guidance }
  | { readonly progress: Progress }
  | { readonly presence: readonly string[] }
  | { readonly typing: readonly string[] };

const VIEWER = { participantId: 'ada', operator: false };

/**
 * What a server holds of one conversation, for tests: it speaks the protocol as documented, one
 * frame for each step, so that the bytes of a connection are the same in every run.
 */
export class ScriptedWorld {
  epoch = 'e1';
  /** A snapshot has so many of the newest entries at most. */
  snapshotEntries = 200;
  readonly log: ConversationEvent[] = [];
  readonly #drafts = new Map<string, Draft>();
  readonly #viewers = new Set<(frame: Frame) => void>();
  readonly #results = new Map<string, { json: string; result: object }>();
  #guidance: Guidance | null = null;
  #progress: Progress | null = null;
  readonly #people = new Map<'presence' | 'typing', readonly string[]>();

  get head(): number {
    return this.log.length;
  }

  do(...steps: readonly Step[]): void {
    for (const step of steps) this.#do(step);
  }

  /** As after a restore from a backup: another epoch, and perhaps fewer events. */
  restore(epoch: string, head: number): void {
    this.epoch = epoch;
    this.log.length = head;
    this.#drafts.clear();
  }

  /** Everything up to now, then each further frame as it comes. Returns how to leave. */
  view(params: MethodParams<'subscribe'>, onFrame: (frame: Frame) => void): () => void {
    for (const frame of this.#backlog(params)) onFrame(frame);
    this.#viewers.add(onFrame);
    return () => this.#viewers.delete(onFrame);
  }

  sendMessage(params: MethodParams<'sendMessage'>): MethodResult<'sendMessage'> {
    return this.#once(params, () => {
      const { clientRequestId, parts } = params;
      const state = foldEvents(emptyState(CONVERSATION_ID), this.log).control;
      const messageId = `m_${clientRequestId}`;
      const isQueued = state.openTurn !== null;
      this.do({
        event: isQueued
          ? {
              type: 'message_queued',
              author: 'ada',
              clientRequestId,
              payload: { messageId, parts, delivery: 'next' },
            }
          : {
              type: 'message',
              author: 'ada',
              clientRequestId,
              turn: state.lastTurn + 1,
              finality: 'turn',
              payload: { messageId, parentId: null, role: 'user', parts },
            },
      });
      return { seq: this.head, messageId, queued: isQueued };
    });
  }

  getEvents(params: MethodParams<'getEvents'>): MethodResult<'getEvents'> {
    const { afterSeq = 0, beforeSeq, limit = 100 } = params;
    const fromSeq = beforeSeq === undefined ? afterSeq + 1 : Math.max(1, beforeSeq - limit);
    const page = this.log.slice(fromSeq - 1, (beforeSeq ?? fromSeq + limit) - 1);
    const frames = page.map((event) => this.#frameOf(event));
    return {
      events: frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : [])),
      omitted: frames.flatMap((frame) => (frame.kind === 'omitted' ? [frame.data] : [])),
      annotations: [],
      fromSeq,
      head: this.head,
    };
  }

  /** Any other command that logs one event. */
  command(params: { readonly clientRequestId: string }, seed: EventSeed): { seq: number } {
    return this.#once(params, () => {
      this.do({ event: { ...seed, clientRequestId: params.clientRequestId } });
      return { seq: this.head };
    });
  }

  #once<R extends object>(params: { readonly clientRequestId: string }, run: () => R): R {
    const known = this.#results.get(params.clientRequestId);
    if (known !== undefined) {
      if (known.json !== JSON.stringify(params)) throw new Error('The same id came with other params.');
      return known.result as R;
    }
    const result = run();
    this.#results.set(params.clientRequestId, { json: JSON.stringify(params), result });
    return result;
  }

  #do(step: Step): void {
    if ('event' in step) this.#log(step.event);
    else if ('draft' in step) this.#append(step.draft);
    else if ('dropped' in step) {
      this.#drafts.delete(step.dropped);
      this.#tell({ kind: 'draft_dropped', data: { draftId: step.dropped } });
    } else if ('guidance' in step) {
      this.#guidance = step.guidance;
      this.#tell({ kind: 'guidance', data: step.guidance });
    } else if ('presence' in step) this.#tellPeople('presence', step.presence);
    else if ('typing' in step) this.#tellPeople('typing', step.typing);
    else {
      this.#progress = step.progress;
      this.#tell({ kind: 'progress', data: step.progress });
    }
  }

  #tellPeople(kind: 'presence' | 'typing', participantIds: readonly string[]): void {
    this.#people.set(kind, participantIds);
    this.#tell({ kind, data: { participantIds: [...participantIds] } });
  }

  #log(seed: EventSeed): void {
    const tip = foldEvents(emptyState(CONVERSATION_ID), this.log).control.tipMessageId;
    const [linked = seed] = chained(tip, seed);
    const event = eventAt(this.head + 1, linked);
    this.log.push(event);
    const { lastTurn } = foldEvents(emptyState(CONVERSATION_ID), this.log).control;
    const { messageId, toolCallId } = event.payload as { messageId?: string; toolCallId?: string };
    for (const open of this.#drafts.values()) {
      const isLogged =
        (event.type === 'message' && open.messageId === messageId) ||
        (event.type === 'tool_call' && open.toolCallId === toolCallId);
      if (isLogged || open.turn <= lastTurn) this.#drafts.delete(open.draftId);
    }
    if (event.type === 'message' || lastTurn >= (this.#progress?.turn ?? Infinity)) this.#progress = null;
    this.#tell(this.#frameOf(event));
  }

  #append({ offset, text, ...head }: DraftAppend): void {
    const known = this.#drafts.get(head.draftId);
    if ((known?.text.length ?? 0) !== offset) throw new Error('A script appends at the end.');
    this.#drafts.set(head.draftId, { ...head, text: (known?.text ?? '') + text });
    this.#tell({ kind: 'draft', data: { ...head, offset, text } });
  }

  #tell(frame: Frame): void {
    for (const viewer of [...this.#viewers]) viewer(frame);
  }

  #frameOf(event: ConversationEvent): Frame {
    return isVisible(event, VIEWER)
      ? { kind: 'event', data: event }
      : { kind: 'omitted', data: { fromSeq: event.seq, toSeq: event.seq } };
  }

  *#backlog(params: MethodParams<'subscribe'>): Iterable<Frame> {
    const { head, epoch } = this;
    const limits = { maxMessageBytes: 65_536 };
    yield { kind: 'hello', data: { conversationId: CONVERSATION_ID, epoch, head, limits } };
    const cursor = params.cursor === undefined ? null : parseCursor(params.cursor, epoch);
    const canGoOn = cursor !== null && cursor.epoch === epoch && cursor.seq <= head;
    if (!canGoOn) {
      const state = toSnapshot(
        foldEvents(emptyState(CONVERSATION_ID), this.log),
        VIEWER,
        this.snapshotEntries,
      );
      yield { kind: 'snapshot', data: { atSeq: head, foldVersion: FOLD_VERSION, state } };
    } else {
      for (const event of this.log.slice(cursor.seq)) yield this.#frameOf(event);
    }
    for (const open of this.#drafts.values()) yield { kind: 'draft', data: { ...open, offset: 0 } };
    if (this.#guidance !== null) yield { kind: 'guidance', data: this.#guidance };
    if (this.#progress !== null) yield { kind: 'progress', data: this.#progress };
    for (const [kind, participantIds] of this.#people) {
      if (participantIds.length > 0) yield { kind, data: { participantIds: [...participantIds] } };
    }
    yield { kind: 'caught_up', data: { seq: head } };
  }
}
