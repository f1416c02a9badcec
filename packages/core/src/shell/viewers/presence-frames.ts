import type { ControlState, Frame, Viewer } from '@agent-chat/protocol';
import type { Conversation } from '../conversation/conversation.js';

const NOBODY: readonly string[] = [];

/** What one viewer has been told of who is there: the others on the roster, and never itself. */
export class PresenceFrames {
  readonly #viewer: Viewer;
  #presence = new Told('presence');
  #typing = new Told('typing');

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** What it is to be told now; `null` when it knows. */
  next({ live, control }: Conversation): Frame | null {
    const self = this.#viewer.participantId;
    const { here, typing } = live.presence.shown;
    return this.#presence.next(here, control, self) ?? this.#typing.next(typing, control, self);
  }
}

class Told {
  readonly #kind: 'presence' | 'typing';
  #ids = NOBODY;
  #participants: ControlState['participants'] | null = null;
  #told = NOBODY;

  constructor(kind: 'presence' | 'typing') {
    this.#kind = kind;
  }

  next(ids: readonly string[], { participants }: ControlState, self: string | undefined): Frame | null {
    if (ids === this.#ids && (participants === this.#participants || ids.length === 0)) return null;
    this.#ids = ids;
    this.#participants = participants;
    const roster = new Set(participants.map(({ participantId }) => participantId));
    const others = ids.filter((id) => id !== self && roster.has(id));
    if (others.length === this.#told.length && others.every((id, index) => id === this.#told[index]))
      return null;
    this.#told = others;
    return { kind: this.#kind, data: { participantIds: others } };
  }
}
