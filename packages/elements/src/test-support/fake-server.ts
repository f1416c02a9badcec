import {
  AgentChatError,
  type ConversationRecord,
  type ErrorBody,
  formatCursor,
  type PublicInterface,
  toSnapshot,
} from '@agent-chat/protocol';
import { FOLD_VERSION } from '@agent-chat/protocol';
import { encodeSseEvent } from '@agent-chat/protocol/wire';
import { ConversationScript } from './conversation-script.js';

/**
 * A server at the edge of the network: it takes the place of `fetch` and speaks the wire format of
 * the protocol, as far as a chat needs it to begin. Everything on this side of `fetch` is real.
 */
export class FakeServer {
  /** What the interface says of itself. */
  info: PublicInterface;
  /** Nothing answers. */
  isDown = false;
  /** Nothing is answered before. */
  held: Promise<void> | null = null;
  /** The tokens of sessions that are over. */
  readonly expired = new Set<string>();
  /** What a request for a session is answered with. */
  refusal: ErrorBody | null = null;
  sessions = 0;
  streams = 0;
  requests = 0;
  /** What a member is on the roster of, newest activity first. */
  conversations: readonly ConversationRecord[] = [];
  /** The next conversation is made, and its answer lost. */
  losesAnswer = false;
  /** What the choice of who is to answer is answered with. */
  personaRefusal: ErrorBody | null = null;
  /** Who was chosen to answer, in order. */
  readonly personas: string[] = [];
  /** What was asked about files. */
  readonly files: { readonly route: string; readonly token: string }[] = [];
  /** What a message is answered with. */
  messageRefusal: ErrorBody | null = null;
  readonly messages: { token: string; text: string }[] = [];
  /** The conversations that they were sent to. */
  readonly addressed: string[] = [];
  readonly #open = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #made = new Map<string, string>();
  readonly #fetch = window.fetch;

  constructor(origin: string, info: PublicInterface) {
    this.info = info;
    window.fetch = async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.origin !== origin) return this.#fetch.call(window, input, init);
      // What is called off before it is sent never comes: a chat of the test before may still be at it.
      request.signal.throwIfAborted();
      this.requests += 1;
      if (this.isDown) throw new TypeError('Failed to fetch');
      await this.held;
      return this.#answer(request, url.pathname);
    };
  }

  restore(): void {
    window.fetch = this.#fetch;
  }

  /** How many connections stand. */
  get openStreams(): number {
    return this.#open.size;
  }

  /** Answers nothing until what this returns is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held = promise;
    return () => {
      this.held = null;
      resolve();
    };
  }

  /** Every connection that stands breaks. */
  endStreams(): void {
    for (const controller of this.#open) controller.error(new TypeError('network error'));
    this.#open.clear();
  }

  #file(request: Request, route: string): Response {
    this.files.push({ route, token: tokenOf(request) });
    const contentUrl = `${new URL(request.url).pathname}/content?signature=s${this.files.length}`;
    return Response.json({ status: 'released', contentUrl, viewUrl: null });
  }

  async #answer(request: Request, path: string): Promise<Response> {
    const route = `${request.method} ${path}`;
    if (this.expired.has(tokenOf(request))) return refused(EXPIRED);
    const slug = `/api/public/interfaces/${this.info.slug}`;
    if (route === `GET ${slug}`) return Response.json(this.info);
    if (route === `POST ${slug}/sessions`) return this.#createSession(request);
    if (path.startsWith('/api/public/'))
      return refused(new AgentChatError('UnknownInterface', 'There is none.'));
    if (path.startsWith('/api/attachments/')) return this.#file(request, route);
    if (path.endsWith('/stream')) return this.#stream(request);
    if (route.endsWith('/messages')) return this.#message(request, path);
    if (route.endsWith('/persona')) {
      if (this.personaRefusal !== null) return refused(AgentChatError.fromBody(this.personaRefusal));
      this.personas.push(((await request.json()) as { personaId: string }).personaId);
      return Response.json({ seq: 2 });
    }
    if (path === '/api/conversations') return this.#directory(request);
    if (request.method === 'PATCH') return this.#rename(request, path);
    return Response.json({
      conversationId: 'conversation-1',
      title: null,
      participants: [],
      head: 1,
      ended: false,
      createdAt: '2026-11-20T09:30:00.000Z',
      updatedAt: '2026-11-20T09:30:00.000Z',
    });
  }

  /** Lists conversations, or makes one more. */
  async #directory(request: Request): Promise<Response> {
    if (this.refusal !== null) return refused(AgentChatError.fromBody(this.refusal));
    if (request.method === 'GET') {
      const { searchParams } = new URL(request.url);
      const from = Number(searchParams.get('after') ?? 0);
      const to = from + Number(searchParams.get('limit') ?? this.conversations.length);
      const next = to < this.conversations.length ? String(to) : null;
      return Response.json({ conversations: this.conversations.slice(from, to), next });
    }
    const { clientRequestId } = (await request.json()) as { clientRequestId: string };
    const known = this.#made.get(clientRequestId);
    if (known !== undefined) return Response.json({ conversationId: known, seq: 1 });
    const conversationId = `conversation-new-${this.conversations.length}`;
    this.#made.set(clientRequestId, conversationId);
    const moment = new Date().toISOString();
    const made = { conversationId, title: null, participants: [], head: 1, ended: false };
    this.conversations = [{ ...made, createdAt: moment, updatedAt: moment }, ...this.conversations];
    if (this.losesAnswer) {
      this.losesAnswer = false;
      throw new TypeError('Failed to fetch');
    }
    return Response.json({ conversationId, seq: 1 });
  }

  async #rename(request: Request, path: string): Promise<Response> {
    if (this.refusal !== null) return refused(AgentChatError.fromBody(this.refusal));
    const { title } = (await request.json()) as { title: string | null };
    this.conversations = this.conversations.map((each) =>
      path.endsWith(`/${each.conversationId}`) ? { ...each, title } : each,
    );
    return Response.json({ seq: 2 });
  }

  async #createSession(request: Request): Promise<Response> {
    if (this.refusal !== null) return refused(AgentChatError.fromBody(this.refusal));
    const { persistenceToken = '' } = (await request.json()) as { persistenceToken?: string };
    if (this.expired.has(persistenceToken.replace('return', 'token'))) return refused(EXPIRED);
    this.sessions += 1;
    return Response.json({
      sessionToken: `token-${this.sessions}`,
      conversationId: `conversation-${this.sessions}`,
      participantId: 'visitor-1',
      persistenceToken: this.info.persistenceType === 'session' ? null : `return-${this.sessions}`,
      expiresAt: null,
      resumed: false,
    });
  }

  async #message(request: Request, path: string): Promise<Response> {
    if (this.messageRefusal !== null) return refused(AgentChatError.fromBody(this.messageRefusal));
    const { parts } = (await request.json()) as { parts: { text: string }[] };
    const token = tokenOf(request);
    this.messages.push({ token, text: parts[0]?.text ?? '' });
    this.addressed.push(conversationIn(path));
    return Response.json({ seq: 2, messageId: 'message-1', queued: false });
  }

  /** An empty conversation, and then silence. */
  #stream(request: Request): Response {
    this.streams += 1;
    const conversationId = conversationIn(request.url);
    const { state, events } = new ConversationScript(undefined, conversationId);
    const atSeq = events.length;
    const id = formatCursor({ epoch: 'e1', seq: atSeq });
    const snapshot = toSnapshot(state, { operator: false }, 100);
    const frames = [
      encodeSseEvent(
        'hello',
        JSON.stringify({ conversationId, epoch: 'e1', head: atSeq, limits: { maxMessageBytes: 65_536 } }),
      ),
      encodeSseEvent('snapshot', JSON.stringify({ atSeq, foldVersion: FOLD_VERSION, state: snapshot }), id),
      encodeSseEvent('caught_up', JSON.stringify({ seq: atSeq })),
    ];
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(frames.join('')));
        this.#open.add(controller);
        request.signal.addEventListener('abort', () => {
          if (this.#open.delete(controller)) controller.error(request.signal.reason);
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}

const EXPIRED = new AgentChatError('SessionExpired', 'Nothing has happened in it for too long.');

function refused(error: AgentChatError): Response {
  const status = error.code === 'UnknownInterface' ? 404 : 403;
  return Response.json(error.toBody(), { status });
}

function conversationIn(address: string): string {
  return /conversations\/([^/]+)/.exec(address)?.[1] ?? '';
}

function tokenOf({ headers }: Request): string {
  return headers.get('authorization')?.replace('Bearer ', '') ?? '';
}
