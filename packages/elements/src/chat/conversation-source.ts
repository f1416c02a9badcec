import type { ChatClient, TokenSource } from '@agent-chat/client';
import type { Part, PublicInterface, Viewer } from '@agent-chat/protocol';
import { ContextConsumer, ContextProvider } from '@lit/context';
import type { LitElement, PropertyValues } from 'lit';
import { LazyPart } from '../composer/lazy-part.js';
import { ContextRelay } from '../context/context-relay.js';
import { chatClientContext, viewerContext } from '../context/contexts.js';
import type { AttachmentUrl } from '../context/contexts.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import { type ConversationFacts, ConversationWatch } from './conversation-watch.js';
import type { DirectoryController } from './directory-controller.js';
import type { MemberAccess } from './member-access.js';
import { SessionController, type SessionPhase } from './session-controller.js';

/** What a page says of the conversation that a chat shows. */
export interface SourceWishes {
  readonly src: string;
  readonly interface: string;
  readonly transport: string;
  readonly client: ChatClient | null;
  readonly identity: TokenSource | null;
  readonly member: MemberAccess | null;
  readonly directory: ConversationDirectory | null;
  readonly viewer: Viewer | null;
}

/** What decides which conversation is shown. */
const TARGET = ['src', 'interface', 'transport', 'client', 'member', 'identity'] as const;

/**
 * Which conversation a chat shows: that of the page's own client, of the provider around it, or of
 * a session that it makes by itself. It gives the client and the viewer to what is inside the chat.
 */
export class ConversationSource {
  /** Turns when a person whom the page knew is gone: nobody else is given what they have written. */
  isOtherWriter = false;
  readonly #host: LitElement & SourceWishes;
  readonly #session: SessionController;
  readonly #directory: LazyPart<DirectoryController>;
  readonly #watch: ConversationWatch;
  readonly #outer: ContextConsumer<typeof chatClientContext, LitElement>;
  readonly #provider: ContextProvider<typeof chatClientContext, LitElement>;
  readonly #viewer: ContextRelay<Viewer>;
  /** Whether it was somebody else who gave a client. */
  #wasGiven = false;
  #lastClosedSeq = 0;
  #person: string | null = null;

  /** @param onAnswer told of each answer that is ready while its conversation is shown */
  constructor(host: LitElement & SourceWishes, onAnswer: (parts: readonly Part[]) => void) {
    this.#host = host;
    this.#session = new SessionController(host);
    this.#outer = new ContextConsumer(host, { context: chatClientContext, subscribe: true });
    this.#provider = new ContextProvider(host, { context: chatClientContext, initialValue: null });
    this.#viewer = new ContextRelay(host, viewerContext);
    this.#directory = new LazyPart(
      host,
      async () => new (await import('./list-parts.js')).DirectoryController(host),
    );
    this.#watch = new ConversationWatch(host, () => this.#viewer.value, onAnswer);
  }

  get client(): ChatClient | null {
    return this.#provider.value;
  }

  /** Whether the chat has made the session itself. */
  get isManaged(): boolean {
    return this.#given === undefined;
  }

  /** There is no conversation and there will be none: what is sent would wait for ever. */
  get isRefused(): boolean {
    return this.phase?.kind === 'failed' || this.facts.isOver;
  }

  /** A visitor is held to the defaults, and an observer only looks; of others the server knows what they may. */
  get isLocked(): boolean {
    if (this.isManaged) return this.#host.member === null;
    const viewer = this.#viewer.value;
    return viewer?.operator === false && viewer.participantId === undefined;
  }

  /** How the session stands that the chat has made; `null` if it has not. */
  get phase(): SessionPhase | null {
    return this.isManaged ? this.#session.phase : null;
  }

  /** Whether the visitor had a conversation that is over. */
  get hasExpired(): boolean {
    return this.isManaged && this.#session.opened?.hasExpired === true;
  }

  /** Whether the visitor does not come back to the conversation, as nothing can be kept. */
  get isForgotten(): boolean {
    return this.isManaged && this.#session.opened?.isForgotten === true;
  }

  /** What the server says of the interface. */
  get info(): PublicInterface | null {
    return this.#session.info;
  }

  get facts(): ConversationFacts {
    return this.#watch.facts;
  }

  /** The conversations of a person who has several; `null` until there is what keeps them. */
  get directory(): DirectoryController | null {
    return this.#directory.part;
  }

  /** Where the conversations of a person are listed; `null` for who has one. */
  get listed(): ConversationDirectory | null {
    return this.isManaged ? (this.#session.opened?.directory ?? null) : this.#host.directory;
  }

  /** The conversation that is shown, or is on its way, where that is known. */
  get conversationId(): string | null {
    return this.client?.conversationId ?? (this.isManaged ? this.#session.conversationId : null);
  }

  /** Names where a person with several conversations has gone by themselves. */
  get destination(): string {
    return this.#session.destination;
  }

  /** Where the content of files is; `null` with a client of the page's own, which says it itself. */
  get attachmentUrl(): AttachmentUrl | null {
    return this.isManaged ? (this.#session.opened?.attachmentUrl ?? null) : null;
  }

  /** Takes up what the page says, before the chat renders: whether another conversation is shown now. */
  update(changed: PropertyValues): boolean {
    const given = this.#given;
    if (given !== undefined) {
      this.#wasGiven = true;
      if (this.#session.phase.kind !== 'idle') this.#session.stop();
    } else if (this.#wasGiven || TARGET.some((name) => changed.has(name))) {
      this.#wasGiven = false;
      const { src: url, interface: slug, transport, member, identity } = this.#host;
      this.#session.start({ url, slug, transport, member, identity });
    }
    const person = this.#personNow;
    if (this.#person !== null && person !== this.#person) this.isOtherWriter = !this.isOtherWriter;
    this.#person = person;
    const client = given ?? this.#session.client;
    this.#watch.watch(client);
    const isOther = client !== this.client;
    if (isOther) this.#provider.setValue(client);
    const { lastClosedSeq } = this.facts;
    const hasNews = client !== null && (isOther || lastClosedSeq !== this.#lastClosedSeq);
    this.#lastClosedSeq = lastClosedSeq;
    const { directory, listed } = this;
    if (listed !== null) this.#directory.want();
    const isRead = directory?.use(listed, this.isManaged ? this.#session.target : listed);
    // The list is in the order of what was said last.
    if (hasNews && isRead !== true) directory?.refresh();
    this.#viewer.set(this.#host.viewer ?? ((given === undefined && this.#session.opened?.viewer) || null));
    return isOther;
  }

  /** Begins another conversation, where that is not left to the page, unless this one is and is empty. */
  begin(): void {
    const { hasMessages, isOver } = this.facts;
    if (this.isManaged && (hasMessages || isOver || !this.#session.isNew)) this.#session.startFresh();
  }

  /** Goes to another conversation, where that is not left to the page. */
  goTo(conversationId: string): void {
    if (this.isManaged) this.#session.goTo(conversationId);
  }

  /** The person does not want to wait for the next try. */
  tryNow(): void {
    this.#session.tryNow();
  }

  /** Who the person is; `null`: anybody. Whom a token stands for is known once there is a session. */
  get #personNow(): string | null {
    const { member, identity } = this.#host;
    const ofToken = this.#session.opened ? this.#session.opened.viewer.participantId : this.#person;
    return member?.participants[0]?.participantId ?? (identity && ofToken) ?? null;
  }

  /** `undefined`: nobody gives a client. `null`: the provider around the chat has none yet. */
  get #given(): ChatClient | null | undefined {
    const { client, src } = this.#host;
    const outer = this.#outer.value;
    return client ?? outer ?? (src === '' ? outer : undefined);
  }
}
