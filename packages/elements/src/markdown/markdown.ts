import type { Citation } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { markdownExtensionsContext } from '../context/contexts.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { FrameGate } from './frame-gate.js';
import { growingText } from './growing-text.js';
import { KeptFocus } from './kept-focus.js';
import type { Highlighter } from './highlight/highlighter.js';
import type { MathRenderer } from './math/math-renderer.js';
import { markdownStyles } from './markdown.styles.js';
import { PieceByPiece } from './piece-by-piece.js';
import type { SourcePanel } from './sources/source-panel.js';
import type { MarkdownReader } from './markdown-reader.js';

/** How much is shown while the reader is being loaded: as much as fits a screen, whatever comes. */
const PLAIN = 10_000;
const NO_CITATIONS: readonly Citation[] = [];

/**
 * Shows markdown (GitHub's flavour) that may still be arriving. Each block is rendered once and
 * then left alone; only the last one changes, at most thirty or forty times a second. Raw HTML is shown as text, URLs
 * pass one allow-list, and a remote image waits for a click.
 *
 * @element agent-markdown
 *
 * @csspart plain - The text before the markdown reader has been loaded, or where it cannot be
 * @csspart heading - A heading
 * @csspart quote - A quotation
 * @csspart list - A list
 * @csspart link - A link
 * @csspart code-inline - Code inside a line
 * @csspart code-block - A block of code with its heading
 * @csspart code-head - The line with language and copy button
 * @csspart code-wrap - The button that wraps its lines
 * @csspart code-copy - The button that copies it
 * @csspart formula - A formula, within a line or in lines of its own
 * @csspart more - The button that shows more of a text of hundreds of pages
 * @csspart table - The scrolling box around a table
 * @csspart image - An image that the reader asked for
 * @csspart image-placeholder - The button in place of an image
 * @csspart footnote - The number that stands for a footnote
 * @csspart footnotes - The list of footnotes
 * @csspart citation - The chip that stands for a source
 * @csspart sources - The list of sources
 * @csspart source - One source
 * @csspart source-panel - What a source says, over the text
 * @csspart source-link - The link to it in there
 *
 * @cssproperty [--agent-chat-link] - Colour of links
 * @cssproperty [--agent-chat-surface-sunken] - Background of code and table heads
 * @cssproperty [--agent-chat-font-mono] - Font of code
 * @cssproperty [--agent-chat-code-keyword] - Colour of keywords and tags
 * @cssproperty [--agent-chat-code-string] - Colour of strings
 * @cssproperty [--agent-chat-code-number] - Colour of numbers and constants
 * @cssproperty [--agent-chat-code-comment] - Colour of comments
 * @cssproperty [--agent-chat-code-function] - Colour of functions
 * @cssproperty [--agent-chat-code-type] - Colour of types
 * @cssproperty [--agent-chat-code-property] - Colour of properties and attributes
 * @cssproperty [--agent-chat-code-operator] - Colour of operators
 */
export class AgentMarkdown extends LitElement {
  static override styles = [tokenStyles, baseStyles, markdownStyles];

  static override properties: PropertyDeclarations = {
    text: {},
    streaming: { type: Boolean, reflect: true },
    citations: { attribute: false },
    baseUrl: { attribute: 'base-url' },
    highlighter: { attribute: false },
    math: { attribute: false },
    images: { state: true },
    reader: { state: true },
    hasNoReader: { state: true },
  };

  /** The markdown source. */
  declare text: string;
  /** Whether more text may follow. The last block stays open, and half a construct reads well. */
  declare streaming: boolean;
  /** The sources that the text names by `[marker]`: each becomes a chip, and a list follows. */
  declare citations: readonly Citation[];
  /** What relative links stand on. They are refused without it, and must stay on its origin. */
  declare baseUrl: string | undefined;
  /**
   * What colours code. Default: what a chat or provider around it says, else ours, which loads each
   * language when it is first met. `null`: nothing.
   */
  declare highlighter: Highlighter | null | undefined;

  /**
   * What makes formulas of TeX. Default: what a chat or provider around it says, else ours, which is
   * loaded with the first one. `null`: they stay TeX.
   */
  declare math: MathRenderer | null | undefined;

  declare private images: ReadonlyMap<string, 'shown' | 'failed'>;
  declare private reader: MarkdownReader | null;
  /** Whether it could not be loaded: the text is plain, but all of it is there. */
  declare private hasNoReader: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #extensions = new ContextConsumer(this, { context: markdownExtensionsContext, subscribe: true });
  readonly #frames = new FrameGate();
  readonly #focus = new KeptFocus(this);
  readonly #pieces = new PieceByPiece();
  #sourcePanel: SourcePanel | null = null;
  #begunAt = 0;
  /** How much of the text is shown. */
  #length = 0;

  constructor() {
    super();
    this.text = '';
    this.streaming = false;
    this.citations = NO_CITATIONS;
    this.baseUrl = undefined;
    this.highlighter = undefined;
    this.math = undefined;
    this.images = new Map();
    this.reader = null;
    this.hasNoReader = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.reader === null) reportFailure(this, this.#loadReader());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sourcePanel?.close();
  }

  protected override async scheduleUpdate(): Promise<void> {
    await this.#frames.next();
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#focus.note();
    this.#begunAt = performance.now();
    if (!this.#isWaiting) this.#length = this.#pieces.next(this.text);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#focus.keep();
    // Text that waits for its reader is replaced as soon as that is there.
    if (this.#isWaiting) return;
    this.#frames.use(this.#begunAt);
    this.#pieces.took(performance.now() - this.#begunAt);
    // The next piece is another update, not a part of this one.
    if (this.#length < this.text.length && !this.#pieces.isLimited) queueMicrotask(this.#onChange);
  }

  /** Whether the text will soon be shown by the reader. */
  get #isWaiting(): boolean {
    return this.reader === null && !this.hasNoReader;
  }

  /** Loaded late, so that a page can be typed into before. Without it the text stays plain. */
  async #loadReader(): Promise<void> {
    try {
      const { MarkdownReader } = await import('./markdown-reader.js');
      this.reader ??= new MarkdownReader();
    } catch (cause) {
      this.hasNoReader = true;
      throw cause;
    }
  }

  readonly #onImage = (url: string, state: 'shown' | 'failed'): void => {
    this.images = new Map(this.images).set(url, state);
  };

  readonly #onJump = (selector: string): void => {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  };

  readonly #onSource = (marker: string, chip: HTMLElement): void => {
    reportFailure(this, this.#openSource(marker, chip));
  };

  /** Few readers look a source up. */
  async #openSource(marker: string, chip: HTMLElement): Promise<void> {
    const { SourcePanel } = await import('./sources/source-panel.js');
    this.#sourcePanel ??= new SourcePanel(this.renderRoot as ShadowRoot);
    const { citations } = this;
    const { messages } = this.#localeText;
    this.#sourcePanel.open(marker, chip, { citations, baseUrl: this.#absoluteBase, messages });
  }

  readonly #onMore = (): void => {
    this.#pieces.more();
    this.requestUpdate();
  };

  readonly #onChange = (): void => {
    this.requestUpdate();
  };

  readonly #onFailure = (cause: unknown): void => {
    reportFailure(this, Promise.reject(cause instanceof Error ? cause : new Error(String(cause))));
  };

  protected override render(): TemplateResult {
    const length = this.#isWaiting ? PLAIN : this.#length;
    const shown =
      this.reader === null
        ? html`<p class="plain" part="plain">${growingText(this.text.slice(0, length))}</p>`
        : this.#renderBy(this.reader, length);
    return html`${shown}${this.#pieces.isLimited ? this.#renderMore() : nothing}`;
  }

  #renderBy(reader: MarkdownReader, length: number): TemplateResult {
    const extensions = this.#extensions.value;
    const isWhole = length === this.text.length;
    const isFinal = this.#pieces.isLimited || (isWhole && !this.streaming);
    return reader.render(this.text.slice(0, length), isFinal, {
      messages: this.#localeText.messages,
      baseUrl: this.#absoluteBase,
      citations: this.citations,
      images: this.images,
      onImage: this.#onImage,
      highlighter: this.highlighter === undefined ? extensions?.highlighter : this.highlighter,
      math: this.math === undefined ? extensions?.math : this.math,
      onSource: this.#onSource,
      onJump: this.#onJump,
      onChange: this.#onChange,
      onFailure: this.#onFailure,
    });
  }

  #renderMore(): TemplateResult {
    const { messages } = this.#localeText;
    return html`<button type="button" class="more-text" part="more" @click=${this.#onMore}>
      ${messages.showMoreText(Math.ceil(this.#pieces.hidden / 1_000))}
    </button>`;
  }

  /** A base may itself be relative to the page. */
  get #absoluteBase(): string | undefined {
    if (this.baseUrl === undefined) return undefined;
    return URL.canParse(this.baseUrl, this.baseURI) ? new URL(this.baseUrl, this.baseURI).href : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-markdown': AgentMarkdown;
  }
}
