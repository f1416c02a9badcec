import type { Citation } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { guard } from 'lit/directives/guard.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import type { BlockLexer, MarkdownBlock } from './block-lexer.js';
import { FrameGate } from './frame-gate.js';
import { growingText } from './growing-text.js';
import { markdownStyles } from './markdown.styles.js';
import { renderBlock } from './render-block.js';
import type { MarkdownContext } from './render-inline.js';
import { safeUrl } from './safe-url.js';

const NO_CITATIONS: readonly Citation[] = [];

/**
 * Shows markdown (GitHub's flavour) that may still be arriving. Each block is rendered once and
 * then left alone; only the last one changes, at most once a frame. Raw HTML is shown as text, URLs
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
    images: { state: true },
    lexer: { state: true },
  };

  /** The markdown source. */
  declare text: string;
  /** Whether more text may follow. The last block stays open, and half a construct reads well. */
  declare streaming: boolean;
  /** The sources that the text names by `[marker]`: each becomes a chip, and a list follows. */
  declare citations: readonly Citation[];
  /** What relative links stand on. They are refused without it, and must stay on its origin. */
  declare baseUrl: string | undefined;

  declare private images: ReadonlyMap<string, 'shown' | 'failed'>;
  declare private lexer: BlockLexer | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #frames = new FrameGate();

  constructor() {
    super();
    this.text = '';
    this.streaming = false;
    this.citations = NO_CITATIONS;
    this.baseUrl = undefined;
    this.images = new Map();
    this.lexer = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.lexer === null) reportFailure(this, this.#loadLexer());
  }

  protected override async scheduleUpdate(): Promise<void> {
    await this.#frames.next();
    await super.scheduleUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // Text that waits for its reader is replaced as soon as that is there.
    if (this.lexer !== null) this.#frames.use();
  }

  /** Loaded late, so that a page can be typed into before. Without it the text stays plain. */
  async #loadLexer(): Promise<void> {
    const { createBlockLexer } = await import('./block-lexer.js');
    this.lexer ??= createBlockLexer();
  }

  readonly #onImage = (url: string, state: 'shown' | 'failed'): void => {
    this.images = new Map(this.images).set(url, state);
  };

  readonly #onCitation = (marker: string): void => {
    this.renderRoot.querySelector<HTMLElement>(`[data-marker="${CSS.escape(marker)}"]`)?.focus();
  };

  protected override render(): TemplateResult {
    if (this.lexer === null) return html`<p class="plain" part="plain">${growingText(this.text)}</p>`;
    const blocks = this.lexer.update(this.text, !this.streaming);
    const context = this.#context();
    return html`<div class="blocks">${blocks.map((block) => this.#renderBlock(block, context))}</div>
      ${this.citations.length > 0 ? this.#renderSources(context) : nothing}`;
  }

  /** A base may itself be relative to the page. */
  get #absoluteBase(): string | undefined {
    if (this.baseUrl === undefined) return undefined;
    return URL.canParse(this.baseUrl, this.baseURI) ? new URL(this.baseUrl, this.baseURI).href : undefined;
  }

  #context(): MarkdownContext {
    return {
      messages: this.#localeText.messages,
      baseUrl: this.#absoluteBase,
      citations: new Map(this.citations.map((citation) => [citation.marker, citation])),
      images: this.images,
      onImage: this.#onImage,
      onCitation: this.#onCitation,
    };
  }

  /** Nothing of a block is looked at again until something that it shows has changed. */
  #renderBlock(block: MarkdownBlock, context: MarkdownContext): unknown {
    const { raw } = block.token;
    const dependencies = [
      block,
      context.messages,
      context.baseUrl,
      raw.includes('![') ? this.images : null,
      raw.includes('[') ? this.citations : null,
    ];
    return guard(dependencies, () => renderBlock(block.token, context));
  }

  #renderSources(context: MarkdownContext): TemplateResult {
    return html`<div class="sources" part="sources" role="group" aria-label=${context.messages.sources}>
      <h3>${context.messages.sources}</h3>
      <ol>
        ${this.citations.map((citation) => this.#renderSource(citation, context.baseUrl))}
      </ol>
    </div>`;
  }

  #renderSource(
    { marker, title, url: address, excerpt }: Citation,
    baseUrl: string | undefined,
  ): TemplateResult {
    const url = address === undefined ? null : safeUrl(address, baseUrl);
    const isElsewhere = url !== null && url.host !== '' && url.origin !== location.origin;
    const content = html`<span class="source-marker">${marker}</span
      ><span class="source-title">${title}</span
      >${isElsewhere ? html`<span class="source-host">${url.host}</span>` : nothing}`;
    return html`<li title=${ifDefined(excerpt)} data-marker=${marker} tabindex=${ifDefined(url === null ? -1 : undefined)}>
      ${
        url === null
          ? html`<span class="source" part="source">${content}</span>`
          : html`<a class="source" part="source" href=${url.href} target="_blank" rel="noopener noreferrer"
            >${content}</a
          >`
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-markdown': AgentMarkdown;
  }
}
