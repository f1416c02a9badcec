import type { Citation } from '@agent-chat/protocol';
import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { MarkedToken, Token } from 'marked';
import { imageIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { decodeEntities } from './decode-entities.js';
import { growingText } from './growing-text.js';
import { destination, plainText, pretendsToBeElsewhere } from './link-deception.js';
import { safeImageUrl, safeUrl } from './safe-url.js';

/** What rendering needs to know apart from the tokens. */
export interface MarkdownContext {
  readonly messages: MessageTable;
  readonly baseUrl: string | undefined;
  /** By marker. */
  readonly citations: ReadonlyMap<string, Citation>;
  /** The images that the reader asked for, by URL. */
  readonly images: ReadonlyMap<string, 'shown' | 'failed'>;
  readonly onImage: (url: string, state: 'shown' | 'failed') => void;
  readonly onCitation: (marker: string) => void;
}

export function renderInlines(tokens: readonly Token[] | undefined, context: MarkdownContext): unknown {
  return (
    (tokens as readonly MarkedToken[] | undefined)?.map((token) => renderInline(token, context)) ?? nothing
  );
}

function renderInline(token: MarkedToken, context: MarkdownContext): unknown {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined
        ? renderText(decodeEntities(token.text), context)
        : renderInlines(token.tokens, context);
    case 'escape':
      return growingText(token.text);
    case 'strong':
      return html`<strong>${renderInlines(token.tokens, context)}</strong>`;
    case 'em':
      return html`<em>${renderInlines(token.tokens, context)}</em>`;
    case 'del':
      return html`<del>${renderInlines(token.tokens, context)}</del>`;
    case 'codespan':
      return html`<code part="code-inline">${growingText(token.text)}</code>`;
    case 'br':
      return html`<br />`;
    case 'link':
      return renderLink(token.href, token.title, token.tokens, context);
    case 'image':
      return renderImage(token.href, decodeEntities(token.text), context);
    case 'html':
      // The one tag that cannot hurt, and the only way to break a line in a table.
      return /^<br\s*\/?>$/i.test(token.raw) ? html`<br />` : growingText(token.raw);
    default:
      return growingText(token.raw);
  }
}

/** Text with a chip in place of each `[marker]` that has a source. */
function renderText(text: string, context: MarkdownContext): unknown {
  if (context.citations.size === 0 || !text.includes('[')) return growingText(text);
  return text.split(/(\[[^[\]\s]{1,16}\])/).map((piece) => {
    const citation = piece.startsWith('[') ? context.citations.get(piece.slice(1, -1)) : undefined;
    return citation === undefined ? growingText(piece) : renderCitation(citation, context);
  });
}

function renderCitation(citation: Citation, context: MarkdownContext): unknown {
  const { marker, title } = citation;
  const url = citation.url === undefined ? null : safeUrl(citation.url, context.baseUrl);
  const label = context.messages.source(marker, title);
  return url === null
    ? html`<button
        type="button"
        class="citation"
        part="citation"
        title=${title}
        aria-label=${label}
        @click=${() => context.onCitation(marker)}
      >
        ${marker}
      </button>`
    : html`<a
        class="citation"
        part="citation"
        href=${url.href}
        target="_blank"
        rel="noopener noreferrer"
        title=${title}
        aria-label=${label}
        >${marker}</a
      >`;
}

function renderLink(
  href: string,
  title: string | null | undefined,
  tokens: readonly Token[],
  context: MarkdownContext,
): unknown {
  const url = safeUrl(decodeEntities(href), context.baseUrl);
  const shown = withoutLinks(tokens);
  const label = renderInlines(shown, context);
  // What must not be followed stays as the text that it is.
  if (url === null) return html`<span class="refused-link">${label}</span>`;
  const text = plainText(shown);
  const hint = title ? decodeEntities(title) : undefined;
  const place = destination(url);
  const deceives = [text, hint ?? ''].some(
    (words) => words.trim() !== '' && pretendsToBeElsewhere(words, url),
  );
  return html`<a
    part="link"
    href=${url.href}
    target="_blank"
    rel="noopener noreferrer"
    title=${ifDefined(hint)}
    >${text.trim() === '' ? place : label}</a
  >${deceives ? html` <span class="link-host" dir="ltr">(${place})</span>` : nothing}`;
}

/** Images and links do not nest in links: an image inside one is its description. */
function withoutLinks(tokens: readonly Token[]): Token[] {
  return tokens.map((token) =>
    token.type === 'image'
      ? { type: 'text', raw: token.raw, text: (token as { text: string }).text || token.raw }
      : token,
  );
}

/** A remote image tells its server who reads what, so the reader decides. */
function renderImage(source: string, description: string, context: MarkdownContext): unknown {
  const { messages, images, onImage } = context;
  const url = safeImageUrl(decodeEntities(source), context.baseUrl);
  const label = description.trim() === '' ? messages.image : description;
  if (url === null) return html`<span class="refused-link">${label}</span>`;
  const state = images.get(url.href);
  if (state === 'shown') {
    return html`<img
      part="image"
      src=${url.href}
      alt=${description}
      referrerpolicy="no-referrer"
      loading="lazy"
      @error=${() => onImage(url.href, 'failed')}
    />`;
  }
  return html`<button
      type="button"
      class="image-placeholder"
      part="image-placeholder"
      @click=${() => onImage(url.href, 'shown')}
    >
      ${imageIcon}<span
        >${label} <small>${state === 'failed' ? messages.imageFailed : messages.loadImage(url.host)}</small></span
      >
    </button>`;
}
