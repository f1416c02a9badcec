import type { ChatClient } from '@agent-chat/client';
import type { ErrorBody, PublicInterface } from '@agent-chat/protocol';
import type { LitElement, ReactiveController } from 'lit';
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
  /** Whether the person has asked for this conversation as another one. */
  isNew = false;
  readonly #host: LitElement;
  #phase: SessionPhase = { kind: 'idle' };
  #info: PublicInterface | null = null;
  #target: SessionTarget | null = null;
  /** What is asked for; once it is there, the conversation that is shown. */
  #wish = wishFor();
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
    if (this.#target.member === null) this.stop();
    this.#attempt = 0;
    void this.#open(this.#target, wish.fresh ? wish : wishFor({ fresh: true, left }));
  }

  /** Goes to another of the person's conversations; the present one is shown until that is there. */
  goTo(conversationId: string): void {
    if (this.#target === null) return;
    this.#attempt = 0;
    const wish = wishFor({ conversationId });
    if (this.client?.conversationId !== conversationId) {
      void this.#open(this.#target, wish);
      return;
    }
    // Back before another one was there.
    this.#running?.abort();
    this.#running = null;
    this.#wish = wish;
  }

  /** Closes the client. What it had not sent is kept for the next start. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.client?.close();
    this.#setPhase({ kind: 'idle' });
  }

  /** The person does not want to wait. */
  tryNow(): void {
    if (this.#target !== null && this.client === null) void this.#open(this.#target, this.#wish);
  }

  async #open(target: SessionTarget, wish: Wish): Promise<void> {
    this.#wish = wish;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    clearTimeout(this.#timer);
    if (this.#phase.kind === 'unreachable') this.#setPhase({ ...this.#phase, isTrying: true });
    else if (this.client === null) this.#setPhase({ kind: 'starting' });
    const opened = await open(target, wish, {
      signal: running.signal,
      onWarning: (warning) => reportFailure(this.#host, Promise.reject(warning)),
    });
    if (running.signal.aborted) return;
    this.#running = null;
    this.client?.close();
    if (opened.kind === 'failed') {
      this.#fail(opened, target, wish);
      return;
    }
    this.isNew = wish.fresh;
    this.#wish = wishFor({ conversationId: opened.client.conversationId });
    this.#info = opened.info;
    this.opened = opened;
    opened.client.connect();
    this.#setPhase({ kind: 'ready', client: opened.client });
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

/** The client is fetched while the page can be typed into already; without it there is no answer. */
async function open(target: SessionTarget, wish: Wish, asking: Asking): Promise<Opened | NotOpened> {
  try {
    const { openSession } = await import('./chat-parts.js');
    return await openSession(target, wish, asking);
  } catch {
    const message = 'A part of the chat could not be loaded.';
    const error = { code: 'ConnectionLost', message, retryable: true } as const;
    return { kind: 'failed', error, retryAfterMs: 0 };
  }
}
