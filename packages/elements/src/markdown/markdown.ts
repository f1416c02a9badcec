import type { Citation } from '@agent-chat/protocol';
import { html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { FrameGate } from './frame-gate.js';
import { growingText } from './growing-text.js';
import type { Highlighter } from './highlight/highlighter.js';
import type { MathRenderer } from './math/math-renderer.js';
import { markdownStyles } from './markdown.styles.js';
import type { MarkdownReader } from './markdown-reader.js';

const NO_CITATIONS: readonly Citation[] = [];

/**
 * Shows markdown (GitHub's flavour) that may still be arriving. Each block is rendered once and
 * then left alone; only the last one changes, at most thirty or forty times a second. Raw HTML is shown as text, URLs
 * pass one allow-list, and a remote image waits for a click.
 *
 * @element agent-markdown
 *
 * @csspart plain - The text before the markdown reader has been loaded
 * @csspart link - A link
 * @csspart code-inline - Code inside a line
 * @csspart code-block - A block of code with its heading
 * @csspart code-head - The line with language and copy button
 * @csspart table - The scrolling box around a table
 * @csspart image - An image that the reader asked for
 * @csspart image-placeholder - The button in place of an image
 * @csspart footnote - The number that stands for a footnote
 * @csspart footnotes - The list of footnotes
 * @csspart citation - The chip that stands for a source
 * @csspart sources - The list of sources
 * @csspart source - One source
 *
 * @cssproperty [--agent-chat-link] - Colour of links
 * @cssproperty [--agent-chat-surface-sunken] - Background of code and table heads
 * @cssproperty [--agent-chat-font-mono] - Font of code
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
   * What colours code. Default: ours, or what an `agent-chat-provider` around it says; each language
   * is loaded when it is first met. `null`: nothing.
   */
  declare highlighter: Highlighter | null | undefined;

  /** What makes formulas of TeX. Default: ours, as MathML, loaded with the first one. `null`: TeX stays. */
  declare math: MathRenderer | null | undefined;

  declare private images: ReadonlyMap<string, 'shown' | 'failed'>;
  declare private reader: MarkdownReader | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #frames = new FrameGate();

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
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.reader === null) reportFailure(this, this.#loadReader());
  }

  protected override async scheduleUpdate(): Promise<void> {
    await this.#frames.next();
    await super.scheduleUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // Text that waits for its reader is replaced as soon as that is there.
    if (this.reader !== null) this.#frames.use();
  }

  /** Loaded late, so that a page can be typed into before. Without it the text stays plain. */
  async #loadReader(): Promise<void> {
    const { MarkdownReader } = await import('./markdown-reader.js');
    this.reader ??= new MarkdownReader();
  }

  readonly #onImage = (url: string, state: 'shown' | 'failed'): void => {
    this.images = new Map(this.images).set(url, state);
  };

  readonly #onJump = (selector: string): void => {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  };

  readonly #onFailure = (cause: unknown): void => {
    reportFailure(this, Promise.reject(cause instanceof Error ? cause : new Error(String(cause))));
  };

  protected override render(): TemplateResult {
    if (this.reader === null) return html`<p class="plain" part="plain">${growingText(this.text)}</p>`;
    return this.reader.render(this.text, !this.streaming, {
      messages: this.#localeText.messages,
      baseUrl: this.#absoluteBase,
      citations: this.citations,
      images: this.images,
      onImage: this.#onImage,
      highlighter: this.highlighter,
      math: this.math,
      onJump: this.#onJump,
      onFailure: this.#onFailure,
    });
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
