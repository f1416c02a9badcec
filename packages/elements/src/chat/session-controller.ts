import type { ChatClient } from '@agent-chat/client';
import type { ErrorBody, PublicInterface } from '@agent-chat/protocol';
import type { LitElement, ReactiveController } from 'lit';
import type { OpenConversations } from './open-conversations.js';
import type { Asking, NotOpened, Opened, SessionTarget, Wish } from './open-session.js';
import { isOver } from '../connection-status/session-over.js';
import { reportFailure } from '../context/report-failure.js';

/**
 * - `idle`: nothing was asked for
 * - `starting`: the interface and the session are being asked for
 * - `ready`: there is a client, connected or connecting
 * - `unreachable`: no answer; it is tried again, after a pause or at this moment (`isTrying`)
 * - `failed`: an answer that trying again does not change
 */
export type SessionPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly client: ChatClient }
  | { readonly kind: 'unreachable'; readonly isTrying: boolean; readonly error: ErrorBody }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

/** Default: what is there, or what the interface begins with. */
function wishFor(wanted: Partial<Wish> = {}): Wish {
  const requestId = crypto.getRandomValues(new Uint32Array(4)).join('-');
  return { fresh: false, conversationId: null, left: null, requestId, ...wanted };
}

/** Begins or resumes a visitor's conversation, and keeps trying until the server answers. */
export class SessionController implements ReactiveController {
  /** The session, once it is there; whoever goes to another conversation keeps it until then. */
  opened: Opened | null = null;
  /** Names where a person with several conversations has gone by themselves. */
  destination = '';
  readonly #host: LitElement;
  #phase: SessionPhase = { kind: 'idle' };
  #info: PublicInterface | null = null;
  #target: SessionTarget | null = null;
  /** What is asked for; once it is there, the conversation that is shown. */
  #wish = wishFor();
  /** The last one that the person has asked for as another one. */
  #newId = '';
  #going: OpenConversations | null = null;
  #running: AbortController | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** What the server says of the interface, once it has. */
  get info(): PublicInterface | null {
    return this.#info;
  }

  get client(): ChatClient | null {
    return this.#phase.kind === 'ready' ? this.#phase.client : null;
  }

  /** Whom to talk to: another object is another session. */
  get target(): SessionTarget | null {
    return this.#target;
  }

  /** The conversation that is shown, or is to be; `null`: which one that is, is not known yet. */
  get conversationId(): string | null {
    return this.#wish.conversationId;
  }

  /** Whether the person has asked for this conversation as another one. */
  get isNew(): boolean {
    return this.client?.conversationId === this.#newId;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
    if (this.#target !== null && this.#phase.kind === 'idle') this.#begin(this.#target);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /**
   * Talks to `target` from now on, while the host is in the page: in the conversation that was shown
   * if the person is the same, else in the stored one if there is one.
   */
  start(target: SessionTarget): void {
    this.stop();
    // It may be another person's.
    this.opened = null;
    if (!isSamePerson(this.#target, target)) this.#wish = wishFor();
    this.#target = target;
    if (this.#host.isConnected) this.#begin(target);
  }

  #begin(target: SessionTarget): void {
    this.#attempt = 0;
    void this.#open(target, this.#wish);
  }

  /** Begins another conversation, once however often it is asked for. A visitor leaves the present one for good. */
  startFresh(): void {
    const wish = this.#wish;
    if (this.#target === null || (wish.fresh && this.#running !== null)) return;
    const { client } = this;
    const participantId = this.opened?.viewer.participantId;
    const left = client && { client, participantId, isOver: isOver(client.getState().connection) };
    const next = wish.fresh ? wish : wishFor({ fresh: true, left });
    if (hasSeveral(this.#target)) this.destination = next.requestId;
    else this.stop();
    this.#attempt = 0;
    void this.#open(this.#target, next);
  }

  /** Goes to another of the person's conversations, or back to one that goes on. */
  goTo(conversationId: string): void {
    if (this.#target === null || this.client?.conversationId === conversationId) return;
    this.destination = conversationId;
    this.#attempt = 0;
    void this.#open(this.#target, wishFor({ conversationId }));
  }

  /** Closes the client, and those of conversations that were left. What they had not sent is kept for the next start. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.#going?.closeAll();
    this.#setPhase({ kind: 'idle' });
  }

  /** The person does not want to wait. */
  tryNow(): void {
    if (this.#target !== null && this.client === null) void this.#open(this.#target, this.#wish);
  }

  /** The conversation before is shown no more: what is written from here on is not for it. */
  async #open(target: SessionTarget, wish: Wish): Promise<void> {
    this.#wish = wish;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    clearTimeout(this.#timer);
    if (this.#phase.kind === 'unreachable') this.#setPhase({ ...this.#phase, isTrying: true });
    else this.#setPhase({ kind: 'starting' });
    const opened = await this.#ask(target, wish, {
      signal: running.signal,
      onWarning: (warning) => reportFailure(this.#host, Promise.reject(warning)),
    });
    if (running.signal.aborted) return;
    this.#running = null;
    if (opened.kind === 'failed') {
      this.#fail(opened, target, wish);
      return;
    }
    const { client, info } = opened;
    const { conversationId } = client;
    if (wish.fresh) this.#newId = conversationId;
    this.#wish = wishFor({ conversationId });
    this.#info = info;
    this.opened = opened;
    this.#going?.show(opened);
    this.#setPhase({ kind: 'ready', client });
  }

  /** The client is fetched while the page can be typed into already; without it there is no answer. */
  async #ask(target: SessionTarget, wish: Wish, asking: Asking): Promise<Opened | NotOpened> {
    try {
      const { OpenConversations } = await import('./chat-parts.js');
      this.#going ??= new OpenConversations();
      return await this.#going.open(target, wish, asking);
    } catch {
      const message = 'A part of the chat could not be loaded.';
      const error = { code: 'ConnectionLost', message, retryable: true } as const;
      return { kind: 'failed', error, retryAfterMs: 0 };
    }
  }

  #fail({ error, retryAfterMs }: NotOpened, target: SessionTarget, wish: Wish): void {
    if (!error.retryable) {
      // It is gone, or another person's by now: who tries again is led to what there is.
      if (error.code === 'UnknownConversation') this.#wish = wishFor();
      this.#setPhase({ kind: 'failed', error });
      return;
    }
    this.#attempt += 1;
    // Half of it by chance, so that not everybody comes back in the same moment.
    const ownMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt) * (0.5 + Math.random() / 2);
    const delayMs = retryAfterMs + ownMs;
    this.#setPhase({ kind: 'unreachable', isTrying: false, error });
    this.#timer = setTimeout(() => void this.#open(target, wish), delayMs);
  }

  #setPhase(phase: SessionPhase): void {
    this.#phase = phase;
    this.#host.requestUpdate();
  }
}

/** As far as the page says who it is, and where that person is to begin. */
function isSamePerson(before: SessionTarget | null, now: SessionTarget): boolean {
  return (
    before?.url === now.url &&
    before.slug === now.slug &&
    before.identity === now.identity &&
    before.member?.conversationId === now.member?.conversationId &&
    before.member?.participants[0]?.participantId === now.member?.participants[0]?.participantId
  );
}

/** A person who has logged in goes from one to another; an anonymous visitor leaves one for good. */
function hasSeveral({ member, identity }: SessionTarget): boolean {
  return (member ?? identity) !== null;
}
