import type { Participant, Viewer } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import type { LitElement } from 'lit';
import { viewerContext } from './contexts.js';

/** Tells an element who reads along. It renders again when that changes. */
export class ViewerController {
  readonly #consumer: ContextConsumer<typeof viewerContext, LitElement>;

  constructor(host: LitElement) {
    this.#consumer = new ContextConsumer(host, { context: viewerContext, subscribe: true });
  }

  get viewer(): Viewer | null {
    return this.#consumer.value ?? null;
  }
}

/** The participant that the viewer is: the one person of the conversation where nobody has said it. */
export function ownIdOf(viewer: Viewer | null, participants: readonly Participant[]): string | null {
  if (viewer !== null) return viewer.participantId ?? null;
  const people = participants.filter(({ kind }) => kind === 'user');
  return people.length === 1 ? (people[0]?.participantId ?? null) : null;
}
