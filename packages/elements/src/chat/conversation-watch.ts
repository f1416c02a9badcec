import type { ChatClient, ChatState } from '@agent-chat/client';
import type { MessageEntry, Part, Viewer } from '@agent-chat/protocol';
import { levelInForce } from '../autopilot/level-in-force.js';
import { ownIdOf } from '../context/viewer-controller.js';
import { isOver } from '../connection-status/session-over.js';
import type { LitElement, ReactiveController } from 'lit';

/** What the frame around a conversation needs to know of it. */
export interface ConversationFacts {
  /** Whether all that was there before this client came is known: that is no news. */
  readonly isLoaded: boolean;
  readonly hasMessages: boolean;
  readonly title: string | null;
  /** The seq of the last closing message. */
  readonly lastClosedSeq: number;
  /** Whether a level of autopilot, or a budget, is in force, or was since this is watched. */
  readonly hasAutopilot: boolean;
  readonly hasBudgets: boolean;
  /** Who answers, or is about to; `null`: nobody has been chosen. */
  readonly personaId: string | null;
  /** Whether the session is over: nothing that is written arrives. */
  readonly isOver: boolean;
}

const NOTHING: ConversationFacts = {
  isLoaded: false,
  hasMessages: false,
  title: null,
  lastClosedSeq: 0,
  hasAutopilot: false,
  hasBudgets: false,
  personaId: null,
  isOver: false,
};

/** Watches one conversation for the frame around it, which renders again when a fact is another one. */
export class ConversationWatch implements ReactiveController {
  readonly #host: LitElement;
  readonly #viewer: () => Viewer | null;
  readonly #onAnswer: (parts: readonly Part[]) => void;
  #client: ChatClient | null = null;
  #unsubscribe: (() => void) | null = null;
  #facts = NOTHING;

  /**
   * @param viewer who reads along, as far as it is known
   * @param onAnswer told of each answer of somebody else that is ready while it is watched, with its parts
   */
  constructor(host: LitElement, viewer: () => Viewer | null, onAnswer: (parts: readonly Part[]) => void) {
    this.#host = host;
    this.#viewer = viewer;
    this.#onAnswer = onAnswer;
    host.addController(this);
  }

  get facts(): ConversationFacts {
    return this.#facts;
  }

  hostDisconnected(): void {
    this.watch(null);
  }

  /** Nothing while the host is not in the page: it hears of nothing there, and renders all the same. */
  watch(given: ChatClient | null): void {
    const client = this.#host.isConnected ? given : null;
    if (client === this.#client) return;
    this.#unsubscribe?.();
    this.#client = client;
    this.#facts = client === null ? NOTHING : factsOf(client.getState(), NOTHING);
    this.#unsubscribe = client?.subscribe(() => this.#read(client.getState())) ?? null;
  }

  #read(state: ChatState): void {
    const before = this.#facts;
    const next = factsOf(state, before);
    const names = Object.keys(NOTHING) as (keyof ConversationFacts)[];
    if (names.every((name) => before[name] === next[name])) return;
    this.#facts = next;
    this.#host.requestUpdate();
    if (before.isLoaded && next.lastClosedSeq > before.lastClosedSeq) this.#tell(state, before.lastClosedSeq);
  }

  /** A message that had waited may have been taken up in the same moment, and stands behind the answer. */
  #tell({ conversation }: ChatState, afterSeq: number): void {
    if (conversation === null) return;
    const { timeline, control } = conversation;
    const ownId = ownIdOf(this.#viewer(), control.participants);
    for (let at = timeline.entries.length; at-- > 0; ) {
      const entry = timeline.entries.at(at);
      if (entry === undefined || entry.seq <= afterSeq) return;
      if (entry.kind === 'message' && entry.finality !== 'none' && isOfOther(entry, ownId)) {
        this.#onAnswer(entry.message.parts);
        return;
      }
    }
  }
}

/** Of several people nobody can say which one the reader is, unless the page has said it. */
function isOfOther({ author, message: { role } }: MessageEntry, ownId: string | null): boolean {
  return role === 'assistant' || (role === 'user' && ownId !== null && author !== ownId);
}

function factsOf(
  { connection, conversation, pending }: ChatState,
  before: ConversationFacts,
): ConversationFacts {
  const over = { isOver: isOver(connection) };
  const isSending = pending.some(({ method }) => method === 'sendMessage');
  if (conversation === null) return { ...NOTHING, ...over, hasMessages: isSending };
  const { control } = conversation;
  const { lastClosedSeq, title, budgets, persona, openTurn } = control;
  const asked = pending.findLast(({ method, status }) => method === 'setPersona' && status === 'sending');
  return {
    ...over,
    isLoaded: before.isLoaded || connection.status === 'live',
    hasMessages: lastClosedSeq > 0 || openTurn !== null || isSending,
    title,
    lastClosedSeq,
    // A control stays in its place: who has taken a level or a cap away may set another one.
    hasAutopilot: before.hasAutopilot || levelInForce(control) !== null,
    hasBudgets: before.hasBudgets || budgets.length > 0,
    personaId: asked?.method === 'setPersona' ? asked.params.personaId : (persona?.personaId ?? null),
  };
}
