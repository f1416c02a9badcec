import type { ChatClient } from '@agent-chat/client';
import type { ErrorBody, PublicInterface, Viewer } from '@agent-chat/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OpenedSession, SessionTarget } from './open-session.js';
import { forgetPending } from './pending-storage.js';

/**
 * - `idle`: nothing was asked for
 * - `starting`: the interface and the session are being asked for
 * - `ready`: there is a client, connected or connecting
 * - `unreachable`: no answer; the next try is at `retryAt` (milliseconds since 1970)
 * - `failed`: an answer that trying again does not change
 */
export type SessionPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly client: ChatClient }
  | { readonly kind: 'unreachable'; readonly retryAt: number; readonly error: ErrorBody }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 15_000;

/** Begins or resumes a visitor's conversation, and keeps trying until the server answers. */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #phase: SessionPhase = { kind: 'idle' };
  #info: PublicInterface | null = null;
  #viewer: Viewer | null = null;
  #target: SessionTarget | null = null;
  #running: AbortController | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
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

  /** The visitor of the session, once there is one. */
  get viewer(): Viewer | null {
    return this.#viewer;
  }

  get client(): ChatClient | null {
    return this.#phase.kind === 'ready' ? this.#phase.client : null;
  }

  hostConnected(): void {
    if (this.#target !== null && this.#phase.kind === 'idle') this.start(this.#target);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Talks to `target` from now on, in the stored conversation if there is one. */
  start(target: SessionTarget): void {
    this.stop();
    this.#target = target;
    this.#attempt = 0;
    void this.#open(target, false);
  }

  /** Leaves the conversation for good and begins another one. */
  startFresh(): void {
    const left = this.client?.conversationId;
    this.stop();
    if (left !== undefined) forgetPending(left);
    this.#attempt = 0;
    if (this.#target !== null) void this.#open(this.#target, true);
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
    if (this.#target === null || this.#phase.kind === 'ready') return;
    clearTimeout(this.#timer);
    void this.#open(this.#target, false);
  }

  async #open(target: SessionTarget, fresh: boolean): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    if (this.#phase.kind !== 'unreachable') this.#setPhase({ kind: 'starting' });
    const opened = await open(target, fresh, running.signal);
    if (running.signal.aborted) return;
    if (opened.kind === 'failed') {
      this.#fail(opened.error, target, fresh);
      return;
    }
    this.#info = opened.info;
    this.#viewer = opened.viewer;
    opened.client.connect();
    this.#setPhase({ kind: 'ready', client: opened.client });
  }

  #fail(error: ErrorBody, target: SessionTarget, fresh: boolean): void {
    if (!error.retryable) {
      this.#setPhase({ kind: 'failed', error });
      return;
    }
    this.#attempt += 1;
    // Half of it by chance, so that not everybody comes back in the same moment.
    const delayMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt) * (0.5 + Math.random() / 2);
    this.#setPhase({ kind: 'unreachable', retryAt: Date.now() + delayMs, error });
    this.#timer = setTimeout(() => void this.#open(target, fresh), delayMs);
  }

  #setPhase(phase: SessionPhase): void {
    this.#phase = phase;
    this.#host.requestUpdate();
  }
}

/** The client is fetched while the page can be typed into already; without it there is no answer. */
async function open(target: SessionTarget, fresh: boolean, signal: AbortSignal): Promise<OpenedSession> {
  try {
    const { openSession } = await import('./chat-parts.js');
    return await openSession(target, fresh, signal);
  } catch {
    const message = 'A part of the chat could not be loaded.';
    return { kind: 'failed', error: { code: 'ConnectionLost', message, retryable: true } };
  }
}
